import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A built target of `//benchmarks/graph`. */
export const builtTarget = (name: string): string => fileURLToPath(new URL(`./graph/${name}`, import.meta.url));

/** Empties the folder, making it where it is not there. */
export function fresh(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Absolute path of a program on PATH; says how to get it where it is missing. */
export function program(name: string, debianPackage: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not on PATH; install it: apt-get install -y ${debianPackage}`);
  return found;
}
