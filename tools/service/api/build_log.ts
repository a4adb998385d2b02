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
  /** The byte after the last one; left out: all. */
  readonly to?: number | undefined;
  /** Whether the task has ended; left out: the log is read to its present end. */
  readonly isOver: (() => Promise<boolean>) | undefined;
  readonly signal: AbortSignal;
}

type LogPlace = Pick<BuildRecord, 'logDir' | 'host'>;
type LogName = Pick<TaskRecord, 'log'>;

/** Reads the log of a task. */
export async function readLog(
  place: LogPlace,
  name: LogName,
  stateDir: string,
  options: ReadOptions,
): Promise<Result<Chunks, Problem>> {
  const file = await openLog(place, name, stateDir);
  return file.ok ? ok(chunksOf(file.value, options)) : file;
}

/** The size of the log of a task, in bytes. */
export async function sizeOfLog(place: LogPlace, name: LogName, stateDir: string): Promise<Result<number, Problem>> {
  const opened = await openLog(place, name, stateDir);
  if (!opened.ok) return opened;
  await using file = opened.value;
  return ok((await file.stat()).size);
}

/** Bytes of a log that one search looks through. */
const SEARCHED_BYTES = 64 * 1024 * 1024;

const SEARCH_BLOCK_BYTES = 1024 * 1024;

export interface SearchOptions {
  readonly text: string;
  /** The first byte. */
  readonly from: number;
  /** The maximum number of places. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface FoundInLog {
  readonly items: readonly { readonly at: number }[];
  /** Where to go on; left out at the end of the log. */
  readonly next?: number;
}

/** Finds a text in the log of a task, whatever the case of its ASCII letters. */
export async function searchLog(
  place: LogPlace,
  name: LogName,
  stateDir: string,
  { text, from, limit, signal }: SearchOptions,
): Promise<Result<FoundInLog, Problem>> {
  const opened = await openLog(place, name, stateDir);
  if (!opened.ok) return opened;
  await using file = opened.value;
  const wanted = foldCase(Buffer.from(text));
  const items: { readonly at: number }[] = [];
  const buffer = Buffer.alloc(SEARCH_BLOCK_BYTES + wanted.length);
  const end = from + SEARCHED_BYTES;
  for (let position = from; position < end; position += SEARCH_BLOCK_BYTES) {
    if (signal.aborted) break;
    // What begins in this block may end in the next one.
    const { bytesRead } = await file.read(buffer, 0, SEARCH_BLOCK_BYTES + wanted.length - 1, position);
    const block = foldCase(buffer.subarray(0, bytesRead));
    for (let at = block.indexOf(wanted); at !== -1; at = block.indexOf(wanted, at + wanted.length)) {
      items.push({ at: position + at });
      if (items.length === limit) return ok({ items, next: position + at + wanted.length });
    }
    if (bytesRead < SEARCH_BLOCK_BYTES) return ok({ items });
  }
  // The last place may end in what the next search looks through.
  return ok({ items, next: Math.max(end, (items.at(-1)?.at ?? 0) + wanted.length) });
}

/** Changes ASCII letters to small ones, in place. */
function foldCase(bytes: Buffer): Buffer {
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte >= 65 && byte <= 90) bytes[index] = byte + 32;
  }
  return bytes;
}

/**
 * Opens the log of a task. Whoever can write the catalog writes where logs are, so that only files in the state directory of the
 * service are read, whatever links there are.
 */
async function openLog(
  { logDir, host }: LogPlace,
  { log }: LogName,
  stateDir: string,
): Promise<Result<FileHandle, Problem>> {
  if (log === null) return refuse(404, 'no-log', 'the task has no log yet');
  const path = resolve(logDir, log);
  const file = await openInside(path, stateDir);
  if (file !== undefined) return ok(file);
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

async function* chunksOf(
  file: FileHandle,
  { from, to = Infinity, isOver, signal }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  try {
    let position = from;
    while (!signal.aborted) {
      // What was written before the end is read after it.
      const isLast = isOver === undefined || (await isOver());
      for (;;) {
        const wanted = Math.min(CHUNK_BYTES, to - position);
        if (wanted <= 0) return;
        const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, position);
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
