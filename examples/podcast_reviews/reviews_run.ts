import { readFileSync, appendFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { openRaw } from './database.js';
import { literal, publish } from './publish.js';

/**
 * `reviews/date=2020-01-01`: the reviews of a day. One scan of the raw database, which has no index on days, makes all days of
 * a batch. What cannot be a review is left out: a rating that is none, or no text. A review that was sent twice counts once.
 */

interface Row {
  readonly podcast_id: string;
  readonly title: string;
  readonly content: string;
  readonly rating: number;
  readonly author_id: string;
  readonly day: string;
}

interface BatchTask {
  readonly id: string;
  readonly args: readonly [day: string];
}

const batchFile = process.env['DATABUILD_BATCH_FILE'];
const resultsFile = process.env['DATABUILD_BATCH_RESULTS'];
/** Run by hand, each argument is a day. */
const tasks: readonly BatchTask[] =
  batchFile === undefined
    ? process.argv.slice(2).map((day) => ({ id: day, args: [day] }))
    : readFileSync(batchFile, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as BatchTask);

const raw = openRaw();
const rows = raw.prepare(`
  SELECT podcast_id, title, content, rating, author_id, substr(created_at, 1, 10) AS day
  FROM reviews
  WHERE substr(created_at, 1, 10) IN (SELECT value FROM json_each(?))
    AND typeof(rating) = 'integer' AND rating BETWEEN 1 AND 5 AND content IS NOT NULL AND trim(content) <> ''`);
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await connection.run(
  'CREATE TABLE reviews (day VARCHAR, podcast_id VARCHAR, author_id VARCHAR, rating INTEGER, title VARCHAR, content VARCHAR)',
);
const appender = await connection.createAppender('reviews');
const days = JSON.stringify(tasks.map(({ args: [day] }) => day));
for (const row of rows.iterate(days) as Iterable<unknown> as Iterable<Row>) {
  for (const text of [row.day, row.podcast_id, row.author_id]) appender.appendVarchar(text);
  appender.appendInteger(row.rating);
  for (const text of [row.title, row.content]) appender.appendVarchar(text);
  appender.endRow();
}
appender.closeSync();
raw.close();

for (const { id, args } of tasks) {
  const [day] = args;
  const query = `SELECT DISTINCT * EXCLUDE (day) FROM reviews WHERE day = ${literal(day)} ORDER BY ALL`;
  const metadata = await publish(connection, query, `reviews/date=${day}`);
  if (resultsFile !== undefined) {
    appendFileSync(resultsFile, `${JSON.stringify({ id, outcome: 'succeeded', metadata })}\n`);
  }
}
