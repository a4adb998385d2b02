import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../model/result.js';
import { errorCode } from './errors.js';
import { makeDirectories, DIRECTORY_MODE, FILE_MODE } from './paths.js';
import { randomName } from './random.js';
import type { WriteFailure } from './write_text.js';

export interface FolderFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly executable?: boolean;
  readonly chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}

export interface FolderOptions {
  /** A file that only folders written for the same purpose have. Only these are replaced. */
  readonly marker: string;
  /** Aborted: nothing is written. */
  readonly signal: AbortSignal;
}

/** The folder exists already and was written for another purpose. */
export interface FolderInTheWay {
  readonly reason: 'folder-in-the-way';
  readonly path: string;
}

/**
 * Writes a folder, whole or not at all. An earlier folder of the same purpose is replaced, with all that is in it.
 *
 * @param files taken one after the other; one of them must be the marker
 */
export async function writeFolder(
  path: string,
  files: Iterable<FolderFile>,
  { marker, signal }: FolderOptions,
): Promise<Result<void, WriteFailure | FolderInTheWay>> {
  const exists = await isThere(path);
  if (exists && !(await isThere(join(path, marker)))) return err({ reason: 'folder-in-the-way', path });
  const unfinished = `${path}.${randomName()}`;
  let at = path;
  try {
    makeDirectories(unfinished, DIRECTORY_MODE);
    for (const file of files) {
      at = join(path, file.path);
      await writeFile(unfinished, file, signal);
    }
    at = path;
    const replaced = `${unfinished}.old`;
    if (exists) await rename(path, replaced);
    await rename(unfinished, path);
    await rm(replaced, { recursive: true, force: true });
    return ok(undefined);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    return err({ reason: 'output-unwritable', path: at, code: signal.aborted ? 'interrupted' : errorCode(error) });
  }
}

async function writeFile(folder: string, { path, executable, chunks }: FolderFile, signal: AbortSignal): Promise<void> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true, mode: DIRECTORY_MODE });
  await using file = await open(target, 'wx', executable === true ? DIRECTORY_MODE : FILE_MODE);
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    await file.writeFile(chunk);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
