import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { integrityOf } from './registry_entry.js';

/** koffi's native add-on for one platform. */
export interface Addon {
  /** The npm package that contains it. */
  readonly package: string;
  /** Its path in the tarball. */
  readonly file: string;
  /** Its folder in a release; tools/packaging/prebuilt/BUILD.release.bazel names it. */
  readonly folder: string;
}

export const ADDONS: readonly Addon[] = ['x64', 'arm64'].map((cpu) => ({
  package: `@koromix/koffi-linux-${cpu}`,
  file: `package/linux_${cpu}/koffi.node`,
  folder: `linux_${cpu}`,
}));

/** An npm package as a lockfile pins it. */
export interface LockedPackage {
  readonly version: string;
  /** Subresource integrity of the tarball. */
  readonly integrity: string;
}

/**
 * Finds the version of a package in a lockfile of pnpm.
 *
 * @throws if the lockfile does not have the package
 */
export function lockedPackage(lockfile: string, name: string): LockedPackage {
  const escaped = name.replaceAll(/[^\w@-]/g, String.raw`\$&`);
  const found = new RegExp(`^ {2}'?${escaped}@([^':(]+)'?:\n {4}resolution: \\{integrity: ([^,}]+)`, 'm').exec(
    lockfile,
  );
  const [, version, integrity] = found ?? [];
  if (version === undefined || integrity === undefined) throw new Error(`pnpm-lock.yaml: it has no package ${name}`);
  return { version, integrity };
}

/**
 * Downloads an add-on, even for another platform, for which npm installs none.
 *
 * npm downloads the package with the configuration of this machine. The lockfile has the expected integrity.
 *
 * @param scratch an existing folder for the tarball and the add-on
 * @param cwd the folder whose npm configuration applies
 * @returns the path of the add-on
 * @throws if npm fails, the tarball does not match the lockfile, or the add-on is not in it
 */
export async function fetchAddon(addon: Addon, lockfile: string, scratch: string, cwd: string): Promise<string> {
  const { version, integrity } = lockedPackage(lockfile, addon.package);
  const spec = `${addon.package}@${version}`;
  await promisify(execFile)(
    'npm',
    ['pack', '--ignore-scripts', '--prefer-offline', '--pack-destination', scratch, spec],
    {
      cwd,
    },
  );

  const tarball = join(scratch, `${addon.package.slice(1).replace('/', '-')}-${version}.tgz`);
  const found = await integrityOf(tarball, integrity.split('-', 1)[0]);
  if (found !== integrity) throw new Error(`${spec}: npm fetched ${found}, but pnpm-lock.yaml has ${integrity}`);

  const output = join(scratch, `${addon.folder}.node`);
  await extractFile(tarball, addon.file, output);
  return output;
}

async function extractFile(tarball: string, name: string, output: string): Promise<void> {
  const entries = extract();
  let written = false;
  const read = pipeline(createReadStream(tarball), createGunzip(), entries);
  for await (const entry of entries) {
    if (entry.header.name === name) {
      await pipeline(entry, createWriteStream(output));
      written = true;
    } else {
      entry.resume();
    }
  }
  await read;
  if (!written) throw new Error(`${tarball}: it has no ${name}`);
}
