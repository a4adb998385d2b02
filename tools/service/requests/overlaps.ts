import type { Sql } from '../../catalog/index.js';

/** Two requests that make some of the same partitions. */
export interface Overlap {
  readonly waiting: string;
  readonly other: string;
  readonly partitions: number;
  readonly first: string;
}

/** How many refs are written by one statement. */
const ROWS_AT_ONCE = 2_000;

/** Writes down which partitions the plan of a request makes, in place of those of an earlier plan. */
export class MadeRefs {
  readonly #database: Sql;
  readonly #request: string;
  #batch: string[] = [];
  #written: Promise<unknown>;

  constructor(database: Sql, request: string) {
    this.#database = database;
    this.#request = request;
    this.#written = database.run('DELETE FROM request_refs WHERE request_id = $1', [request]);
    this.#written.catch(() => undefined);
  }

  add(refs: readonly string[]): void {
    for (const ref of refs) this.#batch.push(ref);
    if (this.#batch.length >= ROWS_AT_ONCE) this.#flush();
  }

  /** Resolves when everything is written. */
  async end(): Promise<void> {
    this.#flush();
    await this.#written;
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const insert = `INSERT INTO request_refs SELECT $1, value ->> 0 FROM ${this.#database.batch('$2')}
WHERE true ON CONFLICT (request_id, ref) DO NOTHING`;
    const rows = JSON.stringify(batch.map((ref) => [ref]));
    this.#written = this.#written.then(() => this.#database.run(insert, [this.#request, rows]));
    this.#written.catch(() => undefined);
  }
}

/** Where requests overlap with others, by one query for all of them. */
export async function findOverlaps(
  sql: Sql,
  waiting: readonly string[],
  others: readonly string[],
): Promise<Overlap[]> {
  if (waiting.length === 0 || others.length === 0) return [];
  return sql.all<{ waiting: string; other: string; partitions: number; first: string }>(
    `SELECT mine.request_id AS waiting, theirs.request_id AS other, COUNT(*) AS partitions, MIN(mine.ref) AS first
FROM request_refs AS mine JOIN request_refs AS theirs ON theirs.ref = mine.ref AND theirs.request_id <> mine.request_id
WHERE mine.request_id IN (SELECT value ->> 0 FROM ${sql.batch('$1')})
AND theirs.request_id IN (SELECT value ->> 0 FROM ${sql.batch('$2')})
GROUP BY mine.request_id, theirs.request_id ORDER BY mine.request_id, theirs.request_id`,
    [waiting, others].map((ids) => JSON.stringify(ids.map((id) => [id]))),
  );
}
