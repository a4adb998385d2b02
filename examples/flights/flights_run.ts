import { readBatch, reportResults, type TaskResult } from './batch.js';
import { flightsFile } from './days.js';
import { literal, publishQuery } from './publish.js';
import { FLIGHTS_PARQUET } from './vega.js';

const dayOfTask = new Map(readBatch().map(({ id, args: [day = ''] }) => [id, day]));
const days = [...dayOfTask.values()];

// One scan of the raw file, whatever the number of days.
const published = await publishQuery({
  query: `
    SELECT strftime(date, '%Y-%m-%d') AS day, strftime(date, '%H:%M') AS time, delay, distance, origin, destination
    FROM read_parquet(${literal(FLIGHTS_PARQUET)})
    WHERE day IN (${days.map(literal).join(', ')})`,
  splitBy: 'day',
  files: new Map(days.map((day) => [day, flightsFile(day)])),
});

reportResults(
  new Map(
    Array.from(dayOfTask, ([id, day]): [string, TaskResult] => {
      const file = published.get(day);
      return [id, file === undefined ? { problem: `there are no flights on ${day}` } : { file }];
    }),
  ),
);
