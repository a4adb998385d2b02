import { guarded } from './guarded.js';

/**
 * The program of the task command, which engines and compiled graphs start for every attempt. It has a file of its own, so
 * that it starts as fast as `--version` is answered.
 *
 * @param words COMMAND RUNFILES_DIR DESCRIPTOR, then the user's arguments
 * @returns the exit code
 */
export function runProgram(words: readonly string[]): Promise<number> {
  return guarded(async () => {
    const [, runfilesDir = '', descriptorFile = '', ...line] = words;
    const { runTask } = await import('./task/run_task.js');
    return runTask(runfilesDir, descriptorFile, line);
  });
}
