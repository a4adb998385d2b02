import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, realpath, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../model/result.js';
import { errorCode } from './errors.js';
import { DIRECTORY_MODE } from './paths.js';

export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

export interface CopyFailure {
  readonly reason: 'copy-failed';
  readonly path: string;
  /** `ENOSPC`, `EACCES`, …; `ABORTED` if the signal ended the copy. */
  readonly code: string;
}

export interface CopyOptions {
  /** Real paths of directories that are left out. */
  readonly except: readonly string[];
  readonly signal?: AbortSignal;
}

/** How many files are copied in parallel. */
const BATCH = 32;

/**
 * Copies a directory into a new one that shares nothing with it: a write into the copy never changes the original.
 * Hard links become separate files, and the target of a symbolic link is copied in place of the link. Broken links,
 * links to a directory that contains them, and anything that is neither file nor directory are left out. Times and
 * permissions are kept.
 *
 * If the file system supports it (btrfs, XFS …), files share their blocks until one of the two is written.
 */
export async function copyTree(
  from: string,
  to: string,
  { except, signal }: CopyOptions,
): Promise<Result<Copied, CopyFailure>> {
  const copied = { files: 0, bytes: 0 };
  let path = from;
  try {
    const pending = [{ from, to, real: await realpath(from), above: new Set<string>() }];
    for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
      path = dir.from;
      await mkdir(dir.to, DIRECTORY_MODE);
      const within = new Set(dir.above).add(dir.real);
      const entries = await readdir(dir.from, { withFileTypes: true });
      for (let start = 0; start < entries.length; start += BATCH) {
        signal?.throwIfAborted();
        const copies = entries.slice(start, start + BATCH).map(async ({ name }) => {
          const source = join(dir.from, name);
          const target = join(dir.to, name);
          const found = await stat(source).catch((error: unknown) => {
            if (['ENOENT', 'ELOOP'].includes(errorCode(error))) return undefined;
            throw error;
          });
          if (found?.isDirectory() === true) {
            const real = await realpath(source);
            if (!within.has(real) && !except.includes(real)) {
              pending.push({ from: source, to: target, real, above: within });
            }
          } else if (found?.isFile() === true) {
            await copyFile(source, target, constants.COPYFILE_FICLONE);
            await utimes(target, found.atime, found.mtime);
            copied.files++;
            copied.bytes += found.size;
          }
        });
        await Promise.all(copies);
      }
    }
    return ok(copied);
  } catch (error) {
    if (signal?.aborted === true) return err({ reason: 'copy-failed', path, code: 'ABORTED' });
    return err({ reason: 'copy-failed', path, code: errorCode(error) });
  }
}
