import { loadProgram } from './load_program.js';
import { nodeProblem } from './node_version.js';
import { VERSION } from './version.js';

// An import would load modules of Node with all that their exports need.
const paths = process.getBuiltinModule('node:path');

/** The rest of the program. It is a separate file, so that `--version` is answered without loading it. */
const PROGRAM = 'databuild_program.cjs';

/**
 * The commands with files of their own: `task` has a small one, because machines start it often; that of services has much that
 * no other command needs.
 */
const OWN_PROGRAMS: Readonly<Record<string, string>> = {
  task: 'databuild_task.cjs',
  serve: 'databuild_service.cjs',
  service: 'databuild_service.cjs',
};

/** What was compiled in a process that ran for longer is perhaps forgotten again, and is not kept. */
const MAX_KEPT_SECONDS = 20;

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
    complain(problem);
    return 2;
  }
  // The help of all commands comes from one place.
  const asksHelp = options.includes('--help') || options.includes('-h');
  const [command = ''] = words;
  const file = (asksHelp ? undefined : OWN_PROGRAMS[command]) ?? PROGRAM;
  let loaded;
  try {
    loaded = loadProgram(paths.join(import.meta.dirname, file), command, process.env['NODE_COMPILE_CACHE']);
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    complain(
      `${file}, which belongs beside databuild.mjs, cannot be loaded: ${message}\n` +
        '  Copy the complete .runfiles folder, or unpack the archive again.',
    );
    return 2;
  }
  const code = await loaded.program.runProgram(words);
  if (code === 0 && !asksHelp && process.uptime() < MAX_KEPT_SECONDS) loaded.keepCode();
  return code;
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
  complain(`cannot write to standard output (${code})`);
  return 1;
}

/** A reader of standard error that has left is not an error. */
function complain(message: string): void {
  process.stderr.on('error', () => undefined).write(`databuild: ${message}\n`);
}

// The process exits with the command, even if a connection is still open.
process.exit(await main(process.argv.slice(2)));
