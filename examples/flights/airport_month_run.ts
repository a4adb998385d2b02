import { serve } from './databuild_worker.mjs';
import { DAYS, flightsFile, monthOf } from './days.js';
import { literal, publishQuery, writeMetadata } from './publish.js';

// One process makes one month after the other: starting Node and DuckDB takes longer than a month does.
await serve(async ([month = '', airport = '']) => {
  const days = DAYS.filter((day) => monthOf(day) === month);

  // Whole numbers only, so that sums over days or airports are exact.
  // The column `day` comes from the paths.
  const published = await publishQuery({
    query: `
      SELECT
        origin AS airport,
        day,
        count(*) AS departures,
        count(*) FILTER (delay >= 15) AS late,
        sum(delay) AS delay_minutes
      FROM read_csv([${days.map(flightsFile).map(literal).join(', ')}], hive_partitioning = true)
      WHERE airport = ${literal(airport)}
      GROUP BY airport, day
      ORDER BY airport, day`,
    splitBy: 'airport',
    files: new Map([[airport, `airport_month/airport=${airport}/month=${month}/days.csv`]]),
  });

  const file = published.get(airport);
  if (file === undefined) {
    console.error(`no flight of ${month} departed from ${airport}`);
    return 1;
  }
  await writeMetadata([file]);
  return 0;
});
