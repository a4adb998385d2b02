import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/model/index.js';
import type { BuildRecord, TaskRecord } from '../../catalog/index.js';
import type { Problem } from '../programs/index.js';
import type { Chunks } from './call.js';

const CHUNK_BYTES = 64 * 1024;

/** Time between two looks at a log that is being written. */
const LOOK_EVERY_MS = 250;

interface ReadOptions {
  /** The first byte. */
  readonly from: number;
  /** Whether the task has ended; left out: the log is read to its present end. */
  readonly isOver: (() => Promise<boolean>) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads the log of a task. Whoever can write the catalog writes where logs are, so that only files in the state directory of the
 * service are read, whatever links there are.
 */
export async function readLog(
  { logDir, host }: Pick<BuildRecord, 'logDir' | 'host'>,
  { log }: Pick<TaskRecord, 'log'>,
  stateDir: string,
  options: ReadOptions,
): Promise<Result<Chunks, Problem>> {
  if (log === null) return refuse(404, 'no-log', 'the task has no log yet');
  const path = resolve(logDir, log);
  const file = await openInside(path, stateDir);
  if (file !== undefined) return ok(chunksOf(file, options));
  return refuse(
    409,
    'log-elsewhere',
    `the log is not in ${stateDir}: the build ran on ${host}, which has it at ${path}`,
  );
}

async function openInside(path: string, stateDir: string): Promise<FileHandle | undefined> {
  try {
    const [real, root] = await Promise.all([realpath(path), realpath(stateDir)]);
    if (!real.startsWith(`${root}${sep}`)) return undefined;
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return undefined;
  } catch {
    return undefined;
  }
}

async function* chunksOf(file: FileHandle, { from, isOver, signal }: ReadOptions): AsyncGenerator<Uint8Array> {
  try {
    let position = from;
    while (!signal.aborted) {
      // What was written before the end is read after it.
      const isLast = isOver === undefined || (await isOver());
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
      if (isLast) return;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await file.close();
  }
}

function refuse(status: number, reason: string, detail: string): Result<never, Problem> {
  return err({ status, reason, title: 'No log here', detail });
}
