import type { Database, MigrationStep, Sql } from './database.js';

const VERSIONS = 'CREATE TABLE IF NOT EXISTS table_versions (name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)';

/** The version of a group of tables; 0 if there are none. @param exists counts tables with the name `table_versions` */
export async function tablesVersion(sql: Pick<Sql, 'all'>, exists: string, name: string): Promise<number> {
  const [known] = await sql.all<{ n: number }>(exists);
  if (known?.n !== 1) return 0;
  return versionOf(sql, name);
}

async function versionOf(sql: Pick<Sql, 'all'>, name: string): Promise<number> {
  const [row] = await sql.all<{ version: number }>('SELECT version FROM table_versions WHERE name = $1', [name]);
  return row?.version ?? 0;
}

/** See `Database.migrate`. Runs inside a transaction that no other process runs at the same time. */
export async function migrateTables(
  sql: Sql,
  kind: Database['kind'],
  name: string,
  steps: readonly MigrationStep[],
): Promise<{ readonly newer?: number }> {
  await sql.run(VERSIONS);
  const found = await versionOf(sql, name);
  if (found > steps.length) return { newer: found };
  for (const step of steps.slice(found)) {
    const text = typeof step === 'string' ? step : step[kind];
    for (const statement of text.split(';')) if (statement.trim() !== '') await sql.run(statement);
  }
  await sql.run(
    'INSERT INTO table_versions VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET version = excluded.version',
    [name, steps.length],
  );
  return {};
}
