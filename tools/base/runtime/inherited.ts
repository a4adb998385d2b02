import { readdirSync } from 'node:fs';
import { closeOnExec } from './posix.js';

/** Standard input, output and error. */
const STANDARD_STREAMS = 3;

/**
 * Prevents processes that this one starts from inheriting the file descriptors that it was started with, except the
 * standard streams. Otherwise they would hold a lock of the caller (`flock 9`) until the last of them ends. File
 * descriptors that this process opens itself are not inherited anyway.
 */
export function closeInheritedOnExec(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name);
    if (fd >= STANDARD_STREAMS) closeOnExec(fd);
  }
}
