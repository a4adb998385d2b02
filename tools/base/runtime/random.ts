import { closeSync, openSync, readSync } from 'node:fs';

/** Read at once, so that many ids cost few system calls. The system gives so few bytes whole or not at all. */
const POOL = Buffer.alloc(256);

/** How many bytes of the pool are used up. */
let used = POOL.length;

/**
 * Random bytes, at most as many as the pool has. The next call may overwrite them.
 *
 * They come from the system, because loading node:crypto takes as long as a short task.
 */
export function randomBytes(count: number): Buffer {
  if (used + count > POOL.length) {
    fill();
    used = 0;
  }
  used += count;
  return POOL.subarray(used - count, used);
}

/** A random part of the name of a file: 12 digits from 0 to f. */
export function randomName(): string {
  return randomBytes(6).toString('hex');
}

function fill(): void {
  let file;
  try {
    file = openSync('/dev/urandom', 'r');
  } catch {
    // A root without devices.
    process.getBuiltinModule('node:crypto').randomFillSync(POOL);
    return;
  }
  try {
    readSync(file, POOL);
  } finally {
    closeSync(file);
  }
}
