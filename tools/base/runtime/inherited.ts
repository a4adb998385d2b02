import { readdirSync } from 'node:fs';
import { closeOnExec } from './posix.js';

/** Standard input, output and error. */
const STANDARD_STREAMS = 3;

/**
 * Keeps what this process was given besides its standard streams from all that it starts from here on: the lock of a
 * caller (`flock 9`) would be held for as long as the longest of these lives. What it opens itself is kept from them
 * already.
 */
export function closeInheritedOnExec(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name);
    if (fd >= STANDARD_STREAMS) closeOnExec(fd);
  }
}
