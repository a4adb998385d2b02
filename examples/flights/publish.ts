import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A written file, as the partition manifest records it. */
export interface PublishedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly digest: string;
}

interface SplitQuery {
  readonly query: string;
  /** The column whose value determines the file of a row. The files do not contain this column. */
  readonly splitBy: string;
  /** The file for the rows with each value of that column. */
  readonly files: ReadonlyMap<string, string>;
}

/** `O'Hare` → `'O''Hare'`. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Runs a query once and publishes its rows as many CSV files.
 *
 * @returns what was written, by value. A value without rows is not there: its files of an earlier run stay as they are
 */
export async function publishQuery({ query, splitBy, files }: SplitQuery): Promise<ReadonlyMap<string, PublishedFile>> {
  return await withScratch(async (scratch) => {
    await runQuery(`COPY (${query}) TO ${literal(`${scratch}/rows`)} (FORMAT csv, PARTITION_BY (${splitBy}))`);

    const moves = [...files].map(([value, path]) => ({
      value,
      path,
      from: `${scratch}/rows/${splitBy}=${value}/data_0.csv`,
    }));
    const found = moves.filter(({ from }) => existsSync(from));
    return new Map(
      await Promise.all(found.map(async ({ value, from, path }) => [value, await publish(from, path)] as const)),
    );
  });
}

/** Runs a query in a database of its own, which is gone afterwards: a worker runs many. */
async function runQuery(query: string): Promise<void> {
  // One thread keeps the rows in order, so that the same input gives the same bytes.
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await database.connect();
    await connection.run(query);
    connection.closeSync();
  } finally {
    database.closeSync();
  }
}

/** Publishes a copy of a file. */
export async function publishCopy(source: string, path: string): Promise<PublishedFile> {
  return await withScratch(async (scratch) => {
    await copyFile(source, `${scratch}/copy`);
    return await publish(`${scratch}/copy`, path);
  });
}

/**
 * What DataBuild records about written files, one for each output. The digests tell it which outputs have the same content as
 * before, so that nothing has to be made from them again.
 */
export function metadataOf(files: readonly PublishedFile[]): object {
  return { files, digests: Object.fromEntries(files.map(({ path, digest }) => [dirname(path), digest])) };
}

/** Reports the written files to DataBuild. Does nothing if the job is run by hand. */
export async function writeMetadata(files: readonly PublishedFile[]): Promise<void> {
  const metadataFile = process.env['DATABUILD_METADATA_FILE'];
  if (metadataFile === undefined) return;
  await writeFile(metadataFile, `${JSON.stringify(metadataOf(files))}\n`);
}

/** Provides a temporary folder inside the data directory, because a rename is atomic only within one file system. */
async function withScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp('.scratch-');
  try {
    return await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Moves a finished CSV file to its place in one step. Readers see the old file or the new one, never an incomplete one. */
async function publish(finished: string, path: string): Promise<PublishedFile> {
  const content = await readFile(finished);
  await mkdir(dirname(path), { recursive: true });
  await rename(finished, path);
  return {
    path,
    rows: content.toString('latin1').split('\n').length - 2,
    bytes: content.length,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
  };
}
