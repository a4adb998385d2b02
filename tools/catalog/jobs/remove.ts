import type { Database, SqlValue } from '../sql/database.js';

/** Removes builds with their tasks and attempts, in one transaction. */
export async function removeBuilds(database: Database, buildIds: readonly string[]): Promise<void> {
  const parameters: SqlValue[] = [JSON.stringify(buildIds.map((id) => [id]))];
  const wanted = `build_id IN (SELECT value ->> 0 FROM ${database.batch('$1')})`;
  await database.atomically(
    ['build_attempts', 'build_tasks', 'builds'].map((table) => ({
      text: `DELETE FROM ${table} WHERE ${wanted}`,
      parameters,
    })),
  );
}
