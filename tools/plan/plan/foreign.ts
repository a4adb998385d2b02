import type { JobDescriptor, PartitionRef, PlannedTask } from '../../base/model/index.js';

/** An executable that tasks of a plan would run, but that is not the `run` executable of a job of the graph. */
export interface ForeignExecutable {
  readonly executable: string;
  /** Label of the job whose tasks name it. */
  readonly job: string;
  /** The first output of the first of these tasks. */
  readonly ref: PartitionRef;
  readonly tasks: number;
}

/**
 * Finds executables that a plan would run other than the `run` executables of the graph's jobs. A plan comes from a
 * file, so it may name any program of the machine and any file of the graph.
 *
 * @returns each executable once for each job, in order of the tasks
 */
export function foreignExecutables(
  tasks: readonly Pick<PlannedTask, 'job' | 'config'>[],
  jobs: readonly Pick<JobDescriptor, 'run'>[],
): ForeignExecutable[] {
  const own = new Set(jobs.map(({ run }) => run));
  const found = new Map<string, ForeignExecutable>();
  for (const { job, config } of tasks) {
    const { executable, outputs } = config;
    if (own.has(executable)) continue;
    const key = JSON.stringify([job, executable]);
    const known = found.get(key);
    const [ref] = outputs;
    if (known !== undefined) found.set(key, { ...known, tasks: known.tasks + 1 });
    else if (ref !== undefined) found.set(key, { executable, job, ref, tasks: 1 });
  }
  return [...found.values()];
}
