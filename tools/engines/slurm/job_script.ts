import { elementPrefix } from '../element_files.js';
import type { EngineBatch } from '../engine.js';
import type { AttemptArray } from '../pack.js';

/** What users choose about the Slurm jobs of a job. */
export interface JobOptions {
  readonly account?: string | undefined;
  readonly partition?: string | undefined;
  readonly qos?: string | undefined;
  /** Minutes that a job has beyond the timeouts of its attempts. The program enforces those; Slurm's limit is only for when it does not. */
  readonly slackMinutes: number;
  /** Short attempts are put into one element of an array until it takes about so long. */
  readonly packMs: number;
}

/** A job array of a batch. */
export interface ArrayJob {
  readonly batch: EngineBatch;
  /** Its number in the batch, from 0. */
  readonly number: number;
  readonly array: AttemptArray;
  /** What `squeue` shows, by which the job is found again. */
  readonly comment: string;
}

/** Path of the file of an element, without its place in the array. */
export function filePrefix({ batch, number }: Pick<ArrayJob, 'batch' | 'number'>): string {
  return elementPrefix('slurm', batch.folder, number);
}

/** How a resource may be named that is a generic resource of Slurm, as compiled plans need it. */
export const GRES_PREFIX = 'gres/';

/**
 * The arguments of `sbatch`. Paths are absolute, because it resolves relative ones against its own folder.
 *
 * @param gres names of the generic resources of the cluster. Other resources mean nothing to it: they are pools, or have limits
 */
export function sbatchArguments(
  job: ArrayJob,
  options: Omit<JobOptions, 'packMs'>,
  gres: ReadonlySet<string>,
): string[] {
  const { batch, array, comment } = job;
  const { account, partition, qos, slackMinutes } = options;
  const { cpu, memory_mb: memory, ...others } = array.resources;
  const generic = Object.entries(others).flatMap(([name, count]) => {
    const known = name.startsWith(GRES_PREFIX) ? name.slice(GRES_PREFIX.length) : name;
    return gres.has(known) && count > 0 ? [`${known}:${String(count)}`] : [];
  });
  const minutes = Math.ceil(array.timeoutMs / 60_000) + slackMinutes;
  return [
    '--parsable',
    `--array=0-${String(array.elements.length - 1)}`,
    // A job that is requeued waits for two minutes, and may run beside what is left of it.
    '--no-requeue',
    `--job-name=${nameOf(array.job)}`,
    `--comment=${comment}`,
    `--chdir=${batch.folder}`,
    `--output=${filePrefix(job)}%a.out`,
    '--export=ALL',
    ...(cpu === undefined || cpu === 0 ? [] : [`--cpus-per-task=${String(cpu)}`]),
    ...(memory === undefined || memory === 0 ? [] : [`--mem=${String(memory)}M`]),
    ...(generic.length === 0 ? [] : [`--gres=${generic.join(',')}`]),
    ...(array.timeoutMs === 0 ? [] : [`--time=${String(minutes)}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(qos === undefined ? [] : [`--qos=${qos}`]),
  ];
}

/** How many seconds a job waits until it sees the file of its element: a shared file system shows files late. */
const SEEN_AFTER_SECONDS = 120;

/** Becomes the program that makes the attempts of an element, so that signals reach it. */
export function jobScript(job: Pick<ArrayJob, 'batch' | 'number'>): string {
  return `#!/bin/sh
element=${quoted(filePrefix(job))}"$SLURM_ARRAY_TASK_ID"
left=${String(SEEN_AFTER_SECONDS)}
until [ -e "$element" ] || [ "$left" = 0 ]; do
  sleep 1
  left=$((left - 1))
done
exec ${job.batch.command.map(quoted).join(' ')} "$element"
`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The name of a target as the name of a job. */
function nameOf(label: string): string {
  return label.replace(/^.*[:/]/, '').replace(/[^A-Za-z0-9_.-]/g, '_') || 'databuild';
}
