import type { Observation } from '../engine.js';

/** The states of Slurm, by what they mean for an attempt. A requeued job may start again. */
const STATES: ReadonlyMap<string, Observation['state']> = new Map([
  ...['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD', 'SPECIAL_EXIT'].map(
    (state) => [state, 'queued'] as const,
  ),
  ...['RUNNING', 'COMPLETING', 'RESIZING', 'SIGNALING', 'STAGE_OUT', 'STOPPED', 'SUSPENDED'].map(
    (state) => [state, 'running'] as const,
  ),
  ...[
    'BOOT_FAIL',
    'CANCELLED',
    'COMPLETED',
    'DEADLINE',
    'FAILED',
    'NODE_FAIL',
    'OUT_OF_MEMORY',
    'PREEMPTED',
    'REVOKED',
    'TIMEOUT',
  ].map((state) => [state, 'gone'] as const),
]);

/** An element of a job array, as `squeue` lists it. */
export interface ListedElement {
  /** Id of the job array. */
  readonly job: string;
  /** Place in the array. */
  readonly index: number;
  readonly state: Observation['state'];
  /** What the job was submitted with. */
  readonly comment: string;
}

/** The format of `squeue` that `readQueue` reads. */
export const QUEUE_FORMAT = '%i|%T|%k';

/** Reads what `squeue -h -r -o` prints in that format. Lines of other jobs are left out. */
export function readQueue(text: string): ListedElement[] {
  const listed: ListedElement[] = [];
  for (const line of text.split('\n')) {
    const [id = '', state = '', ...comment] = line.split('|');
    const [, job, index] = /^(\d+)_(\d+)$/.exec(id) ?? [];
    if (job === undefined || index === undefined) continue;
    listed.push({
      job,
      index: Number(index),
      state: STATES.get(state) ?? 'unknown',
      comment: comment.join('|').trim(),
    });
  }
  return listed;
}
