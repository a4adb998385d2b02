import { readSync } from 'node:fs';
import { peekPipe } from './posix.js';

/** More is left for later: a process that was left behind may write without end. */
const DRAINED_BYTES = 1024 * 1024;

const CHUNK = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Reads what is in a pipe at this moment, without waiting.
 *
 * @param sink called with each piece, which is its own
 * @returns whether nobody can write into it any more
 */
export function drain(fd: number, sink: (chunk: Buffer) => void): boolean {
  for (let left = DRAINED_BYTES; left > 0;) {
    // Asked before it is read: an empty pipe would be an exception, and that takes longer than all the rest.
    const state = peekPipe(fd);
    if (state !== 'bytes') return state === 'over';
    const bytes = readSync(fd, CHUNK);
    sink(Buffer.from(CHUNK.subarray(0, bytes)));
    left -= bytes;
  }
  return false;
}
