import { DuckDBInstance, LIST, VARCHAR, listValue } from '@duckdb/node-api';
import { openRaw } from './database.js';
import { publish, report } from './publish.js';

/** `podcasts/all`: the podcasts, each with its categories. A podcast without a category is in no category. */

interface Row {
  readonly podcast_id: string;
  readonly title: string;
  /** A JSON array. */
  readonly categories: string;
}

const raw = openRaw();
const rows = raw.prepare(`
  SELECT podcast_id, title, json_group_array(category ORDER BY category) FILTER (WHERE category IS NOT NULL) AS categories
  FROM podcasts LEFT JOIN categories USING (podcast_id)
  GROUP BY podcast_id`);
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await connection.run('CREATE TABLE podcasts (podcast_id VARCHAR, title VARCHAR, categories VARCHAR[])');
const appender = await connection.createAppender('podcasts');
for (const row of rows.iterate() as Iterable<unknown> as Iterable<Row>) {
  appender.appendVarchar(row.podcast_id);
  appender.appendVarchar(row.title);
  appender.appendList(listValue(JSON.parse(row.categories) as string[]), LIST(VARCHAR));
  appender.endRow();
}
appender.closeSync();
raw.close();
await report(await publish(connection, 'FROM podcasts ORDER BY podcast_id', 'podcasts/all'), process.env);
