import type { Observation } from '../engine.js';

/**
 * The states of Slurm, by what they mean for an attempt. A requeued job may start again. `NODE_FAIL` is missing: the node does
 * not answer, or was given up by hand, and what ran there perhaps still runs.
 */
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
    'OUT_OF_MEMORY',
    'PREEMPTED',
    'REVOKED',
    'TIMEOUT',
  ].map((state) => [state, 'gone'] as const),
]);

/** An element of a job array, or a job, as `squeue` lists it. */
export interface ListedElement {
  /** Id of the job array or the job. */
  readonly job: string;
  /** Place in the array; -1 for a job that is not an array. */
  readonly index: number;
  readonly state: Observation['state'];
  /** What the job was submitted with. */
  readonly comment: string;
}

/** The format of `squeue` that `readQueue` reads. */
export const QUEUE_FORMAT = '%i|%T|%k';

/** More elements than any array has. A range that is larger is not one of Slurm. */
const MAX_RANGE = 10_000_000;

/**
 * Reads what `squeue -h -r -o` prints in that format. Lines that are not of this format, such as warnings, are left out.
 *
 * @returns nothing if the text is cut off, because a job that is missing would count as gone
 */
export function readQueue(text: string): ListedElement[] | undefined {
  if (text !== '' && !text.endsWith('\n')) return undefined;
  const listed: ListedElement[] = [];
  for (const line of text.split('\n')) {
    const [, job = '', places, name = '', comment = ''] = /^ *(\d+)(?:_(\S+?))? *\|([^|]*)\|(.*)$/.exec(line) ?? [];
    if (job === '') continue;
    const indexes = places === undefined ? [-1] : indexesOf(places);
    if (indexes === undefined) return undefined;
    const state = STATES.get(name.trim()) ?? 'unknown';
    for (const index of indexes) listed.push({ job, index, state, comment: comment.trim() });
  }
  return listed;
}

/** The places of `7`, or of `[3-9,12,20-30:5%2]`, where `%` limits how many run. @returns nothing if they are not all there */
function indexesOf(places: string): number[] | undefined {
  const ranges = /^\[([^%\]]+)(?:%\d+)?\]$/.exec(places)?.[1] ?? places;
  const indexes: number[] = [];
  for (const range of ranges.split(',')) {
    const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range) ?? [];
    if (first === undefined || Number(last) - Number(first) > MAX_RANGE || Number(step) === 0) return undefined;
    for (let index = Number(first); index <= Number(last); index += Number(step)) indexes.push(index);
  }
  return indexes;
}
