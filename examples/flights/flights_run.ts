import { flightsFile } from './days.js';
import { literal, publishQuery, writeMetadata } from './publish.js';
import { FLIGHTS_PARQUET } from './vega.js';

const days = process.argv.slice(2);

const published = await publishQuery({
  query: `
    SELECT strftime(date, '%Y-%m-%d') AS day, strftime(date, '%H:%M') AS time, delay, distance, origin, destination
    FROM read_parquet(${literal(FLIGHTS_PARQUET)})
    WHERE day IN (${days.map(literal).join(', ')})`,
  splitBy: 'day',
  files: new Map(days.map((day) => [day, flightsFile(day)])),
});

await writeMetadata(published);
