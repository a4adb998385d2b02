import type { TaskConfig } from '../model/index.js';
import { maskSecrets } from './mask.js';

/** Shorter values are in an argument by chance. */
const MIN_LENGTH = 4;

/** What is looked through: a config, and the label of its job. */
interface Called {
  readonly job: string;
  readonly config: Pick<TaskConfig, 'args'>;
}

/** A variable, by name, and the jobs in whose arguments its value stands. */
export interface ValueInArgs {
  readonly variable: string;
  readonly jobs: readonly string[];
}

/**
 * Finds the secrets that arguments hold: every user of a machine can read the arguments of its processes.
 *
 * @param values by name of variable
 * @returns the variables in their order, each with the labels of jobs in order of the tasks, each once
 */
export function valuesInArgs(values: ReadonlyMap<string, string>, tasks: readonly Called[]): ValueInArgs[] {
  const found: ValueInArgs[] = [];
  for (const [variable, value] of values) {
    const secrets = value.length < MIN_LENGTH ? undefined : maskSecrets([value]);
    if (secrets === undefined) continue;
    const jobs = new Set<string>();
    for (const { job, config } of tasks) {
      if (!jobs.has(job) && config.args.some((arg) => secrets.mask(arg) !== arg)) jobs.add(job);
    }
    if (jobs.size > 0) found.push({ variable, jobs: [...jobs] });
  }
  return found;
}
