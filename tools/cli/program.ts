import { currentDirectoryProblem, environment, terminalText } from '../base/runtime/index.js';
import { describeBug } from './bug.js';

/**
 * Runs one command: the program without `--version`.
 *
 * @param words COMMAND RUNFILES_DIR DESCRIPTOR, then the user's arguments
 * @returns the exit code
 */
export async function runProgram(words: readonly string[]): Promise<number> {
  try {
    // Check before the rest is loaded, because some modules look at the current directory then.
    const code = currentDirectoryProblem();
    if (code !== undefined) {
      const why = code === 'ENOENT' ? 'it was removed' : code;
      return await say(`databuild: cannot use the current directory: ${why}; change to one that exists (cd)\n`, 2);
    }
    const [command = '', runfilesDir = '', descriptorFile = '', ...line] = words;
    const { runCommand } = await import('./run.js');
    return await runCommand(command, runfilesDir, descriptorFile, line);
  } catch (error) {
    // The only place where an exception, which is a bug of DataBuild, becomes a message.
    const { text, code } = describeBug(error, environment());
    return say(terminalText(text, false), code);
  }
}

/** Writes a message. @returns the exit code, once the message is written */
function say(message: string, code: number): Promise<number> {
  return new Promise((resolve) =>
    process.stderr.write(message, () => {
      resolve(code);
    }),
  );
}
