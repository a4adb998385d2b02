import { guarded } from './guarded.js';

/**
 * Runs one command: the program without `--version`, and without the commands that have programs of their own.
 *
 * @param words COMMAND RUNFILES_DIR DESCRIPTOR, then the user's arguments
 * @returns the exit code
 */
export function runProgram(words: readonly string[]): Promise<number> {
  return guarded(async () => {
    const [command = '', runfilesDir = '', descriptorFile = '', ...line] = words;
    const { runCommand } = await import('./run.js');
    return runCommand(command, runfilesDir, descriptorFile, line);
  });
}
