import { guarded } from './guarded.js';

/**
 * The program of the service, of one graph or of many. It is a file of its own, which no other command loads.
 *
 * @param words COMMAND RUNFILES_DIR DESCRIPTOR, then the user's arguments
 * @returns the exit code
 */
export function runProgram(words: readonly string[]): Promise<number> {
  return guarded(async () => {
    const [command = '', runfilesDir = '', descriptorFile = '', ...line] = words;
    const { runCommand } = await import('./run.js');
    const { runServe } = await import('./serve/run_serve.js');
    return runCommand(command, runfilesDir, descriptorFile, line, runServe);
  });
}
