import { closeSync, constants, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './errors.js';
import { FILE_MODE } from './paths.js';
import { randomName } from './random.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_RDONLY, O_WRONLY } = constants;

/**
 * Writes a file so that nobody ever sees part of it, not even after a loss of power: under another name, which replaces the
 * file when everything is on disk.
 *
 * @throws system errors, with their code; the file is as it was then
 */
export async function writeAtomically(path: string, chunks: Iterable<string | Buffer>): Promise<void> {
  const folder = dirname(path);
  const made = besides(path);
  try {
    const file = await open(made, O_WRONLY | O_CREAT | O_EXCL, FILE_MODE);
    try {
      for (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(made, path);
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The same at once, for a small file of a program that has nothing else to do. */
export function writeAtomicallyNow(path: string, text: string): void {
  const made = besides(path);
  try {
    writeFileSync(made, text, { flag: 'wx', mode: FILE_MODE, flush: true });
    renameSync(made, path);
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
  const folder = openSync(dirname(path), O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(folder);
  } catch {
    // As in `syncFolder`.
  } finally {
    closeSync(folder);
  }
}

/**
 * Creates a file with its whole content. Of several processes that do so at the same time, on any machines that share the
 * file system, one succeeds. The file is not durable: a loss of power may undo it.
 *
 * @returns whether it was created; false if it exists
 * @throws system errors, with their code
 */
export function createOnce(path: string, text: string): boolean {
  const made = besides(path);
  try {
    writeFileSync(made, text, { flag: 'wx', mode: FILE_MODE });
    linkSync(made, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(made, { force: true });
  }
}

function besides(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomName()}.tmp`);
}

/** Makes the names in a folder durable. Some file systems cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}
