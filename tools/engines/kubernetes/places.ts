import type { Observation } from '../engine.js';
import type { Submission } from '../journal.js';
import type { KnownJob, KnownPod } from './cluster_objects.js';

/** A pod that should have been deleted so long ago is on a node that does not answer; what runs there is not known. */
const OVERDUE_MS = 60_000;

/** What a cluster has, so that the state of an element can be read off. */
export class Places {
  readonly #jobs: ReadonlyMap<string, KnownJob>;
  readonly #pods = new Map<string, KnownPod[]>();
  readonly #jobsWithPods = new Set<string>();
  readonly #ended = new Map<string, (index: number) => boolean>();

  constructor(jobs: ReadonlyMap<string, KnownJob>, pods: ReadonlyMap<string, KnownPod>) {
    this.#jobs = jobs;
    for (const pod of pods.values()) {
      this.#jobsWithPods.add(pod.job);
      const place = placeOf(pod.job, pod.index);
      const others = this.#pods.get(place);
      if (others === undefined) this.#pods.set(place, [pod]);
      else others.push(pod);
    }
  }

  /** The pods of an element that have not ended: one at most, unless Kubernetes has lost one. */
  live({ comment, index }: Submission): readonly KnownPod[] {
    return (this.#pods.get(placeOf(comment, index)) ?? []).filter(({ phase }) => !hasEnded(phase));
  }

  /** The name of the latest pod of an element; undefined if there is none. */
  podOf({ comment, index }: Submission): string | undefined {
    return this.#pods.get(placeOf(comment, index))?.at(-1)?.name;
  }

  /** Whether a Job has not begun: it has not ended, and there are no pods of it. */
  isWithoutPods(name: string): boolean {
    const job = this.#jobs.get(name);
    return job !== undefined && !job.isDone && job.ended === '' && !this.#jobsWithPods.has(name);
  }

  hasJob(name: string): boolean {
    return this.#jobs.has(name);
  }

  /** @param now milliseconds since the epoch */
  stateOf(submission: Submission, now: number): Observation {
    const [pod] = this.live(submission);
    if (pod !== undefined) return stateOfPod(pod, now);
    const { comment, index } = submission;
    const end = this.#pods.get(placeOf(comment, index))?.find((each) => each.end !== undefined)?.end;
    const job = this.#jobs.get(comment);
    // A pod that has ended is not replaced.
    const isOver = job === undefined || this.#pods.has(placeOf(comment, index)) || this.#hasEnded(comment, job, index);
    return isOver ? { state: 'gone', ...(end !== undefined && { detail: end }) } : { state: 'queued' };
  }

  #hasEnded(name: string, job: KnownJob, index: number): boolean {
    if (job.isDone) return true;
    let contains = this.#ended.get(name);
    if (contains === undefined) this.#ended.set(name, (contains = rangesIn(job.ended)));
    return contains(index);
  }
}

function stateOfPod({ phase, host, time, trouble, deletedAt }: KnownPod, now: number): Observation {
  if (phase === 'Pending') return { state: 'queued', ...(trouble !== undefined && { trouble }) };
  const isLost = deletedAt !== undefined && now > deletedAt + OVERDUE_MS;
  if (phase !== 'Running' || isLost) return { state: 'unknown' };
  return { state: 'running', host, time };
}

function hasEnded(phase: string): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function placeOf(job: string, index: number): string {
  return `${job}#${String(index)}`;
}

/** Whether a number is in ranges such as `0,2-5`, which need not be sorted. */
export function rangesIn(text: string): (index: number) => boolean {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part): readonly [number, number] => {
      const [from = '', to = from] = part.split('-');
      return [Number(from), Number(to)];
    })
    .sort(([a], [b]) => a - b);
  return (index) => {
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.[1] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    const found = ranges[low];
    return found !== undefined && found[0] <= index;
  };
}
