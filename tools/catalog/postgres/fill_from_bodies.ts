import { readBody } from '../body.js';
import { durationOf } from '../duration.js';
import { PAGE_ROWS } from '../list.js';
import type { Client } from './connection.js';

/**
 * Fills the columns that repeat fields of the manifests' JSON, page by page. It does not use SQL, because the JSON
 * functions of PostgreSQL reject texts with `\u0000` or half a surrogate pair, which manifests may contain. A damaged
 * manifest is skipped; `verify` reports it.
 */
export async function fillFromBodies(client: Client): Promise<void> {
  await client.query('CREATE TEMP TABLE read (id text COLLATE "C", job text, duration_ms bigint, job_version text)');
  for (let after = '0'; ;) {
    const { rows } = await client.query<{ seq: string; id: string; body: string }>(
      'SELECT seq, id, body FROM databuild.manifests WHERE seq > $1 ORDER BY seq LIMIT $2',
      [after, PAGE_ROWS],
    );
    const manifests = rows.flatMap(({ id, body }) => {
      const manifest = readBody(body);
      return manifest.ok ? [{ ...manifest.value, id }] : [];
    });
    await client.query(
      'INSERT INTO pg_temp.read SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])',
      [
        manifests.map(({ id }) => id),
        manifests.map(({ job }) => job),
        manifests.map(durationOf),
        manifests.map(({ jobVersion }) => jobVersion),
      ],
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) break;
    after = last.seq;
  }
  await client.query('ANALYZE pg_temp.read');
  await client.query(
    'UPDATE databuild.manifests SET job = read.job, duration_ms = read.duration_ms FROM pg_temp.read ' +
      'WHERE read.id = manifests.id',
  );
  await client.query(
    'UPDATE databuild.outputs SET job_version = read.job_version FROM pg_temp.read WHERE read.id = manifest_id',
  );
  await client.query('DROP TABLE pg_temp.read');
}
