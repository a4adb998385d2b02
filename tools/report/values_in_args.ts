import { list } from './show.js';

/** Warns that other users can read the value of a variable. Names the variable, never the value. */
export function describeValueInArgs(variable: string, jobs: readonly string[]): string {
  return (
    `the value of ${variable} is in the arguments of ${list(jobs)}, and ps shows arguments to all users of this ` +
    'machine; let the job read the variable itself, or put the value into "env" of the config'
  );
}
