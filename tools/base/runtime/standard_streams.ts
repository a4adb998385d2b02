import { fstatSync, type Stats } from 'node:fs';

// Each of Node's streams takes as long to load as a short task has, so they are used only where they are needed.

/** Whether a descriptor is a terminal. Loading node:tty takes long, and is not necessary for files and pipes. */
export function isTerminal(fd: number): boolean {
  const stats = statsOf(fd);
  return stats !== undefined && isDevice(stats) && process.getBuiltinModule('node:tty').isatty(fd);
}

/** Whether what is written to a descriptor is there at once: to a file, or to `/dev/null`. */
export function writesAtOnce(fd: number): boolean {
  const stats = statsOf(fd);
  return stats !== undefined && (stats.isFile() || (stats.isCharacterDevice() && !isDevice(stats)));
}

/** The kind of `/dev/null` and the like, on Linux. */
const MEMORY = 1;

/** Whether it is a character device that is more than memory. */
function isDevice(stats: Stats): boolean {
  return stats.isCharacterDevice() && ((stats.rdev >> 8) & 0xfff) !== MEMORY;
}

/** @returns nothing if the descriptor is closed */
function statsOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}
