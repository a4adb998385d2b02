import { createRequire } from 'node:module';
import { nodeProblem } from './node_version.js';
import { VERSION } from './version.js';

/** The rest of the program. It is a separate file, so that `--version` is answered without loading it. */
const PROGRAM = 'databuild_program.cjs';

/** The commands that machines start often. Each has a small file of its own. */
const OWN_PROGRAMS: Readonly<Record<string, string>> = { task: 'databuild_task.cjs' };

/**
 * Entry point of every target: `databuild.mjs COMMAND RUNFILES_DIR DESCRIPTOR [the user's arguments]`.
 *
 * @returns the exit code
 */
async function main(words: readonly string[]): Promise<number> {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  if (options.includes('--version')) return printVersion();
  const problem = nodeProblem(process.versions.node);
  if (problem !== undefined) {
    process.stderr.write(`databuild: ${problem}\n`);
    return 2;
  }
  // The help of all commands comes from one place.
  const asksHelp = options.includes('--help') || options.includes('-h');
  const file = (asksHelp ? undefined : OWN_PROGRAMS[words[0] ?? '']) ?? PROGRAM;
  let program: typeof import('./program.js');
  try {
    program = createRequire(import.meta.url)(`./${file}`) as typeof program;
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    process.stderr.write(
      `databuild: ${file}, which belongs beside databuild.mjs, cannot be loaded: ${message}\n` +
        '  Copy the complete .runfiles folder, or unpack the archive again.\n',
    );
    return 2;
  }
  return program.runProgram(words);
}

/** A reader that closes standard output early is not a failure; a full disk is. @returns the exit code */
async function printVersion(): Promise<number> {
  const code = await new Promise<string | undefined>((resolve) => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code);
    });
    process.stdout.write(`databuild ${VERSION} (node ${process.version})\n`, (error) => {
      if (error === null || error === undefined) resolve(undefined);
    });
  });
  if (code === undefined || code === 'EPIPE') return 0;
  process.stderr.write(`databuild: cannot write to standard output (${code})\n`);
  return 1;
}

// A reader of standard error that leaves is not an error.
process.stderr.on('error', () => undefined);
// The process exits with the command, even if a connection is still open.
process.exit(await main(process.argv.slice(2)));
