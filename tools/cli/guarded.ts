import { currentDirectoryProblem, environment, terminalText } from '../base/runtime/index.js';
import { describeBug } from './bug.js';

/**
 * Runs a program. The only place where an exception, which is a bug of DataBuild, becomes a message.
 *
 * @returns the exit code
 */
export async function guarded(run: () => Promise<number>): Promise<number> {
  try {
    // Check before the rest is loaded, because some modules look at the current directory then.
    const code = currentDirectoryProblem();
    if (code !== undefined) {
      const why = code === 'ENOENT' ? 'it was removed' : code;
      return await say(`databuild: cannot use the current directory: ${why}; change to one that exists (cd)\n`, 2);
    }
    return await run();
  } catch (error) {
    const { text, code } = describeBug(error, environment());
    return say(terminalText(text, false), code);
  }
}

/** Writes a message. @returns the exit code, once the message is written */
function say(message: string, code: number): Promise<number> {
  return new Promise((resolve) =>
    // A reader that has left is not an error.
    process.stderr
      .on('error', () => undefined)
      .write(message, () => {
        resolve(code);
      }),
  );
}
