import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { archiveMembers, writeArchive } from '../archive/index.js';
import { ADDONS, fetchAddon } from './addons.js';
import { changesIn } from './changelog.js';
import { madeEntry, sourceEntries } from './contents.js';
import { releaseModule } from './module_file.js';
import { integrityOf, registrySource } from './registry_entry.js';

/** The built programs of a release. */
export interface Programs {
  /** Those that are beside each other. */
  readonly bundle: readonly string[];
  readonly digest: string;
  readonly archive: string;
}

/** The inputs and the output folder of a release. */
export interface ReleaseOptions {
  /** Such as `1.2.0`. */
  readonly version: string;
  /** The top of the source tree. */
  readonly source: string;
  /** The folder for the archive, `MODULE.bazel` and `source.json`; created if it is missing. */
  readonly output: string;
  /** An empty folder for temporary files. */
  readonly scratch: string;
  readonly programs: Programs;
}

/** Why a release cannot be made. */
export interface ReleaseFailure {
  readonly reason: 'invalid-version' | 'no-changes';
  readonly message: string;
}

/** Versions that the registry accepts: `1.2.0`, `1.2.0-rc.1`. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$/;

const PREBUILT = 'tools/packaging/prebuilt';

/**
 * Makes a release: an archive with the rules and the prebuilt programs, and the files for its entry in a registry.
 * The same source tree gives the same bytes.
 *
 * @returns the path of the archive, or why there is none
 * @throws if a file of the source tree is missing, or an add-on cannot be downloaded
 */
export async function release({
  version,
  source,
  output,
  scratch,
  programs,
}: ReleaseOptions): Promise<
  { readonly ok: true; readonly archive: string } | { readonly ok: false; readonly error: ReleaseFailure }
> {
  const read = (path: string) => readFile(join(source, path), 'utf8');

  if (!VERSION.test(version)) {
    const message = `"${version}" is not a version; write MAJOR.MINOR.PATCH, such as 1.2.0`;
    return { ok: false, error: { reason: 'invalid-version', message } };
  }
  if (changesIn(await read('CHANGELOG.md'), version) === undefined) {
    const message = `CHANGELOG.md has no changes for ${version}; add a section "## ${version}" with its changes`;
    return { ok: false, error: { reason: 'no-changes', message } };
  }

  await mkdir(output, { recursive: true });
  const module = join(output, 'MODULE.bazel');
  await writeFile(module, releaseModule(await read('MODULE.bazel'), version));

  const lockfile = await read('pnpm-lock.yaml');
  const perMachine = await Promise.all(
    ADDONS.map(async (addon) => [
      madeEntry(`${PREBUILT}/${addon.folder}/koffi.node`, await fetchAddon(addon, lockfile, scratch, source)),
      ...programs.bundle.map((file) => madeEntry(`${PREBUILT}/${addon.folder}/${basename(file)}`, file)),
    ]),
  );
  const entries = [
    ...(await sourceEntries(source)),
    madeEntry('MODULE.bazel', module),
    madeEntry(`${PREBUILT}/BUILD.bazel`, join(source, PREBUILT, 'BUILD.release.bazel')),
    madeEntry(`${PREBUILT}/archive.cjs`, programs.archive),
    madeEntry(`${PREBUILT}/digest.mjs`, programs.digest),
    ...perMachine.flat(),
  ];

  const tag = `v${version}`;
  const [owner, repository] = ownerAndRepository(await read('.bcr/metadata.template.json'));
  const archive = join(output, `${repository}-${tag}.tar.gz`);
  await writeArchive(archiveMembers(entries), `${repository}-${version}`, archive);

  const values = { OWNER: owner, REPO: repository, TAG: tag, VERSION: version };
  const registry = registrySource(await read('.bcr/source.template.json'), values, await integrityOf(archive));
  await writeFile(join(output, 'source.json'), `${JSON.stringify(registry, null, 2)}\n`);
  return { ok: true, archive };
}

function ownerAndRepository(metadata: string): [owner: string, repository: string] {
  const { repository } = JSON.parse(metadata) as { readonly repository: readonly string[] };
  const found = /^github:([^/]+)\/([^/]+)$/.exec(repository[0] ?? '');
  const [, owner, name] = found ?? [];
  if (owner === undefined || name === undefined) {
    throw new Error('.bcr/metadata.template.json: "repository" does not begin with a "github:OWNER/NAME"');
  }
  return [owner, name];
}
