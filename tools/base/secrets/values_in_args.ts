import { maskSecrets } from './mask.js';

/** Shorter values would match by chance. */
const MIN_LENGTH = 4;

/** The arguments of a config, and the label of its job. */
export interface Called {
  readonly job: string;
  readonly config: { readonly args: readonly string[] };
}

/** The name of a variable, and the jobs whose arguments contain its value. */
export interface ValueInArgs {
  readonly variable: string;
  readonly jobs: readonly string[];
}

/**
 * Finds secrets in arguments, where every user of the machine can read them.
 *
 * @param values by name of variable
 * @param tasks read once for each variable
 * @returns the variables in their order, each with the labels of the jobs in the order of the tasks, without
 *   duplicates
 */
export function valuesInArgs(values: ReadonlyMap<string, string>, tasks: Iterable<Called>): ValueInArgs[] {
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
