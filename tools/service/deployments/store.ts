import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Database, Sql, SqlRow } from '../../catalog/index.js';

/** Of an archive: small enough for one statement, large enough for few of them. */
const CHUNK_BYTES = 1024 * 1024;

export type DeploymentState = 'arriving' | 'staged' | 'current' | 'former' | 'deleted';

/** What is known of a deployment without its archive. */
export interface DeploymentSummary {
  /** The folder of the archive. */
  readonly root: string;
  /** Path of its descriptor, below the folder that it is unpacked into. */
  readonly descriptorPath: string;
  /** Of DataBuild, and of its Node. */
  readonly version: string;
  readonly jobs: number;
  /** Names of its triggers. */
  readonly triggers: readonly string[];
  readonly entries: number;
  readonly unpackedBytes: number;
}

/** One graph's archive, as the service has it. */
export interface Deployment extends DeploymentSummary {
  /** sha256 of the archive, in hexadecimal digits. */
  readonly digest: string;
  readonly graph: string;
  readonly state: DeploymentState;
  /** Of the archive, in bytes. */
  readonly size: number;
  /** When it was uploaded, in milliseconds since the epoch, and by whom. */
  readonly madeAt: number;
  readonly madeBy: string;
  /** When it last became the current one. */
  readonly currentAt?: number;
}

export interface DeploymentRow extends SqlRow {
  readonly digest: string;
  readonly graph: string;
  readonly state: DeploymentState;
  readonly size: number;
  readonly made_at: number;
  readonly made_by: string;
  readonly current_at: number | null;
  readonly summary: string;
}

export function deploymentOf(row: DeploymentRow): Deployment {
  return {
    digest: row.digest,
    graph: row.graph,
    state: row.state,
    size: row.size,
    madeAt: row.made_at,
    madeBy: row.made_by,
    ...(row.current_at !== null && { currentAt: row.current_at }),
    ...(JSON.parse(row.summary) as DeploymentSummary),
  };
}

export async function findRow(sql: Sql, digest: string): Promise<DeploymentRow | undefined> {
  return (await sql.all<DeploymentRow>('SELECT * FROM deployments WHERE digest = $1', [digest]))[0];
}

/**
 * Stores an archive in parts, each in a transaction of its own. The row says `arriving` until all of them are there. Any
 * number of processes may store the same one at the same time.
 */
export async function storeArchive(
  database: Database,
  { digest, graph, size, madeAt, madeBy, ...summary }: Omit<Deployment, 'state' | 'currentAt'>,
  file: string,
): Promise<void> {
  await database.run(
    `INSERT INTO deployments (digest, graph, state, size, made_at, made_by, summary) VALUES ($1, $2, 'arriving', $3, $4, $5, $6)
ON CONFLICT (digest) DO UPDATE SET state = 'arriving', made_at = excluded.made_at, made_by = excluded.made_by
WHERE deployments.state IN ('arriving', 'deleted')`,
    [digest, graph, size, madeAt, madeBy, JSON.stringify(summary)],
  );
  let seq = 0;
  for await (const bytes of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    await database.run(
      'INSERT INTO deployment_chunks (digest, seq, bytes) VALUES ($1, $2, $3) ON CONFLICT (digest, seq) DO NOTHING',
      [digest, seq++, bytes as Buffer],
    );
  }
}

/** The bytes of a stored archive, read as they are needed. */
export function archiveBytes(sql: Sql, digest: string): Readable {
  return Readable.from(
    (async function* () {
      for (let seq = 0; ; seq++) {
        const [row] = await sql.all<{ bytes: Uint8Array }>(
          'SELECT bytes FROM deployment_chunks WHERE digest = $1 AND seq = $2',
          [digest, seq],
        );
        if (row === undefined) return;
        yield row.bytes;
      }
    })(),
    { objectMode: false },
  );
}
