import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A built target, or a file, of `//benchmarks/graph` or another package below this one. */
export const builtTarget = (name: string, below = 'graph'): string =>
  fileURLToPath(new URL(`./${below}/${name}`, import.meta.url));

/** The executable of Node. `process.execPath` may be a script that needs the environment of this program. */
export const NODE_PROGRAM = process.env['JS_BINARY__NODE_BINARY'] ?? process.execPath;

/** Empties the folder, or creates it if it is missing. */
export function fresh(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** The absolute path of a program on the PATH. */
export function program(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not on PATH; npm run bench installs it`);
  return found;
}

/**
 * The number of tasks that have touched their file, and the time of the last touch in milliseconds since the epoch.
 *
 * @param name matches the names of the files
 */
export function touched(folder: string, name = /^t\d+$/): { readonly count: number; readonly lastMs: number } {
  const files = readdirSync(folder).filter((file) => name.test(file));
  const times = files.map((file) => statSync(join(folder, file)).mtimeMs);
  return { count: files.length, lastMs: times.reduce((last, time) => Math.max(last, time), 0) };
}
