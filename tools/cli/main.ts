import { nodeProblem } from './node_version.js';
import { VERSION } from './version.js';

/**
 * Entry of every target: `databuild.mjs COMMAND RUNFILES_DIR DESCRIPTOR [what the user typed]`.
 *
 * The version is answered before anything else is loaded.
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
  // Before the rest is loaded: some of it looks at the current directory then.
  const { currentDirectoryProblem } = await import('../base/runtime/index.js');
  const code = currentDirectoryProblem();
  if (code !== undefined) {
    const why = code === 'ENOENT' ? 'it was removed' : code;
    process.stderr.write(`databuild: cannot use the current directory: ${why}; change to one that exists (cd)\n`);
    return 2;
  }
  const [command = '', runfilesDir = '', descriptorFile = '', ...line] = words;
  const { runCommand } = await import('./run.js');
  return runCommand(command, runfilesDir, descriptorFile, line);
}

/** The one place where an exception, which is a bug of ours, becomes a message. */
async function reportBug(error: unknown): Promise<void> {
  const [{ describeBug }, { environment, terminalText }] = await Promise.all([
    import('./bug.js'),
    import('../base/runtime/index.js'),
  ]);
  const { text, code } = describeBug(error, environment());
  process.exitCode = code;
  process.stderr.write(terminalText(text, false), () => process.exit());
}

// No top-level await: the bundle is one function, so that node's own modules are loaded only when they are needed.
// The process ends with the command: an open connection does not keep it alive.
main(process.argv.slice(2)).then((code) => process.exit(code), reportBug);
