import { close as closeCalling, constants, fstat, write } from 'node:fs';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode, openAnything, openRegularFile, prepareDirectory } from '../../base/runtime/index.js';
import type { LineTarget } from './line_sink.js';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/** Delay before the next write to a device that is full for the moment. */
const FULL_MS = 20;

const statDescriptor = promisify(fstat);
const writeDescriptor = promisify(write);
const closeDescriptor = promisify(closeCalling);

/**
 * Opens a file for appending, and creates it and its directory if they are missing. A FIFO or a device that accepts
 * nothing blocks its own writes only.
 *
 * @throws errors of the system, with their code; `ENXIO` for a FIFO without a reader
 */
export async function openFileTarget(path: string): Promise<LineTarget> {
  const fd = await openAppending(path);
  const stats = await statDescriptor(fd);
  if (stats.isFIFO()) return pipeTarget(fd);
  // Only a regular file has an end.
  const torn = stats.isFile() && stats.size > 0 && (await endsWithinLine(path, stats.size));
  return descriptorTarget(fd, torn ? '\n' : '');
}

async function openAppending(path: string): Promise<number> {
  const flags = O_WRONLY | O_APPEND | O_CREAT;
  try {
    return await openAnything(path, flags);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const folder = prepareDirectory(dirname(path), 'build');
    if (!folder.ok) throw Object.assign(new Error(folder.error.path, { cause: error }), { code: folder.error.code });
    return openAnything(path, flags);
  }
}

/** Wraps a FIFO in a socket, which waits for a reader without blocking a thread. */
function pipeTarget(fd: number): LineTarget {
  const socket = new Socket({ fd, readable: false, writable: true });
  // Each failed write rejects its own promise.
  socket.on('error', () => undefined);
  return {
    async write(text) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      socket.write(text, (error) => {
        if (error === null || error === undefined) resolve(undefined);
        else reject(error);
      });
      await promise;
    },
    async close() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      socket.end(() => {
        resolve(undefined);
      });
      await promise;
    },
    destroy() {
      socket.destroy();
    },
  };
}

/** @param begin written before the first text */
function descriptorTarget(fd: number, begin: string): LineTarget {
  let before = begin;
  let writing: Promise<void> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const writeAll = async (bytes: Buffer): Promise<void> => {
    for (let at = 0; at < bytes.length && closed === undefined;) {
      try {
        at += (await writeDescriptor(fd, bytes, at)).bytesWritten;
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') throw error;
        await delay(FULL_MS);
      }
    }
  };
  // A closed descriptor's number may be reused for another file, so a write that is under way ends first.
  const close = (): Promise<void> => (closed ??= writing.catch(() => undefined).then(() => closeDescriptor(fd)));
  return {
    write(text) {
      writing = writeAll(Buffer.from(before + text));
      before = '';
      return writing;
    },
    close,
    destroy() {
      void close().catch(() => undefined);
    },
  };
}

/** Whether the file ends within a line, because its previous writer was killed. */
async function endsWithinLine(path: string, size: number): Promise<boolean> {
  try {
    await using file = await openRegularFile(path);
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== 0x0a;
  } catch {
    return false;
  }
}
