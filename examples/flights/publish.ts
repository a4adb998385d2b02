import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** One written file, as the partition manifest will remember it. */
export interface PublishedFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly digest: string;
}

interface SplitQuery {
  readonly query: string;
  /** The column whose value decides the file of a row; it is left out of the files. */
  readonly splitBy: string;
  /** Each value of that column, and the file its rows go to. */
  readonly files: ReadonlyMap<string, string>;
}

/** `O'Hare` → `'O''Hare'`. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Runs a query once and publishes its rows as many CSV files.
 * A value without rows publishes nothing at all: its ref was a mistake, and the files of an earlier run stay whole.
 */
export async function publishQuery({ query, splitBy, files }: SplitQuery): Promise<PublishedFile[]> {
  return await withScratch(async (scratch) => {
    // One thread keeps the rows in order, so that the same input gives the same bytes.
    const database = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await database.connect();
    await connection.run(`COPY (${query}) TO ${literal(`${scratch}/rows`)} (FORMAT csv, PARTITION_BY (${splitBy}))`);

    const moves = [...files].map(([value, path]) => ({
      value,
      path,
      from: `${scratch}/rows/${splitBy}=${value}/data_0.csv`,
    }));
    const empty = moves.filter(({ from }) => !existsSync(from));
    if (empty.length > 0) {
      for (const { value, path } of empty) console.error(`${path}: not written; no flight has ${splitBy} ${value}`);
      process.exitCode = 1;
      return [];
    }
    return await Promise.all(moves.map(async ({ from, path }) => await publish(from, path)));
  });
}

/** Publishes a copy of a file. */
export async function publishCopy(source: string, path: string): Promise<PublishedFile> {
  return await withScratch(async (scratch) => {
    await copyFile(source, `${scratch}/copy`);
    return await publish(`${scratch}/copy`, path);
  });
}

/** Tells DataBuild what was written; run by hand, there is nobody to tell. */
export async function writeMetadata(files: readonly PublishedFile[]): Promise<void> {
  const metadataFile = process.env['DATABUILD_METADATA_FILE'];
  if (metadataFile !== undefined) await writeFile(metadataFile, `${JSON.stringify({ files })}\n`);
}

/** A folder of its own inside the data directory, because a rename is atomic only within one file system. */
async function withScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp('.scratch-');
  try {
    return await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Moves a finished CSV file to its place in one step: readers see the old file or the new one, never half of it. */
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
