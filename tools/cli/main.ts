import { createRequire } from 'node:module';
import { nodeProblem } from './node_version.js';
import { VERSION } from './version.js';

/** The rest of the program. It is a separate file, so that `--version` is answered without loading it. */
const PROGRAM = 'databuild_program.cjs';

/**
 * Entry point of every target: `databuild.mjs COMMAND RUNFILES_DIR DESCRIPTOR [the user's arguments]`.
 *
 * @returns the exit code
 */
async function main(words: readonly string[]): Promise<number> {
  const end = words.indexOf('--');
  if ((end < 0 ? words : words.slice(0, end)).includes('--version')) {
    await new Promise((resolve) => process.stdout.write(`databuild ${VERSION} (node ${process.version})\n`, resolve));
    return 0;
  }
  const problem = nodeProblem(process.versions.node);
  if (problem !== undefined) {
    process.stderr.write(`databuild: ${problem}\n`);
    return 2;
  }
  let program: typeof import('./program.js');
  try {
    program = createRequire(import.meta.url)(`./${PROGRAM}`) as typeof program;
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    process.stderr.write(
      `databuild: ${PROGRAM}, which belongs beside databuild.mjs, cannot be loaded: ${message}\n` +
        '  Copy the complete .runfiles folder, or unpack the archive again.\n',
    );
    return 2;
  }
  return program.runProgram(words);
}

// The process exits with the command, even if a connection is still open.
process.exit(await main(process.argv.slice(2)));
