import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { release } from './release.js';

// bazel run //tools/packaging/release:make_release -- VERSION [--source FOLDER] [--output FOLDER]

const built = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the targets of graphs, jobs and services run on. The native add-on, which belongs there too, is another one for each processor. */
const BUNDLE = [
  'databuild.mjs',
  'databuild_pages.css',
  'databuild_pages.html',
  'databuild_pages.js',
  'databuild_program.cjs',
  'databuild_program.cjs.map',
  'databuild_service.cjs',
  'databuild_task.cjs',
];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { output: { type: 'string' }, source: { type: 'string' } },
  });
  const [version, ...more] = positionals;
  const source = values.source ?? process.env['BUILD_WORKSPACE_DIRECTORY'];
  if (version === undefined || more.length > 0 || source === undefined) {
    process.stderr.write(
      'usage: bazel run //tools/packaging/release:make_release -- VERSION [--source FOLDER] [--output FOLDER]\n',
    );
    return 2;
  }

  const scratch = await mkdtemp(join(tmpdir(), 'databuild-release-'));
  try {
    const made = await release({
      version,
      source,
      output: resolve(process.env['BUILD_WORKING_DIRECTORY'] ?? '.', values.output ?? join(source, 'dist')),
      scratch,
      programs: {
        archive: built('packaging/archive/archive.cjs'),
        digest: built('packaging/digest/digest.mjs'),
        bundle: BUNDLE.map((name) => built(`cli/${name}`)),
      },
    });
    if (!made.ok) {
      process.stderr.write(`release: ${made.error.message}\n`);
      return 2;
    }
    process.stdout.write(`${made.archive}\n`);
    return 0;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

main()
  .then((status) => (process.exitCode = status))
  .catch((error: unknown) => {
    process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
