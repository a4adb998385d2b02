import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';

/** What DataBuild records about the partition that a task made: its digest says whether the data is new. */
export interface Published {
  readonly rows: number;
  readonly bytes: number;
  readonly digests: Readonly<Record<string, string>>;
}

/** The file of a partition, relative to the data directory. */
export const fileOf = (ref: string, extension = 'parquet'): string => `${ref}/data.${extension}`;

/** `O'Hare` → `'O''Hare'`. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Writes the rows of a query into the file of a partition, in one step: readers see the old file or the new one, never half
 * of it.
 *
 * @param format `json`: an array, for programs without Parquet
 */
export async function publish(
  connection: DuckDBConnection,
  query: string,
  ref: string,
  format: 'json' | 'parquet' = 'parquet',
): Promise<Published> {
  const file = fileOf(ref, format);
  const scratch = `${file}.${String(process.pid)}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const options = format === 'json' ? 'FORMAT json, ARRAY true' : 'FORMAT parquet, COMPRESSION zstd';
    const copied = await connection.runAndReadAll(`COPY (${query}) TO ${literal(scratch)} (${options})`);
    const rows = Number(copied.getRows()[0]?.[0] ?? 0);
    const hash = createHash('sha256');
    await pipeline(createReadStream(scratch), hash);
    const { size } = await stat(scratch);
    await rename(scratch, file);
    return { rows, bytes: size, digests: { [ref]: `sha256:${hash.digest('hex')}` } };
  } finally {
    await rm(scratch, { force: true });
  }
}

/** Tells DataBuild what was made. Run by hand, there is nobody to tell. */
export async function report(published: Published, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const file = env['DATABUILD_METADATA_FILE'];
  if (file !== undefined) await writeFile(file, JSON.stringify(published));
}
