import type { Submission } from '../journal.js';
import type { ApiServer } from './api_server.js';
import type { Places } from './places.js';

/** Where cancelled Jobs and pods are. */
export interface CancelledOptions {
  readonly api: ApiServer;
  readonly jobsPath: string;
  readonly podsPath: string;
  /** The label that has the name of the Job. */
  readonly label: string;
}

/** Names of a request are part of its address, which must not be longer than some thousand bytes. */
const AT_ONCE = 50;

const INDEX_LABEL = 'batch.kubernetes.io/job-completion-index';

/** The Job is gone only when its pods are. */
const FOREGROUND = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground' };

interface CancelledJob {
  readonly indexes: Set<number>;
  readonly size: number;
  isDeleted: boolean;
  /** The names of its pods that the server was asked to delete, which is seen only later. */
  readonly deletedPods: Set<string>;
}

/**
 * The elements that were cancelled and may still run. A Job of which all elements are cancelled or have ended is deleted. Of
 * others, pods are deleted: those that there are, and later those that there will be.
 */
export class Cancelled {
  readonly #options: CancelledOptions;
  readonly #jobs = new Map<string, CancelledJob>();

  constructor(options: CancelledOptions) {
    this.#options = options;
  }

  /** @param size how many elements its Job has */
  add({ comment, index }: Submission, size: number): void {
    const known = this.#jobs.get(comment);
    if (known !== undefined) known.indexes.add(index);
    else this.#jobs.set(comment, { indexes: new Set([index]), size, isDeleted: false, deletedPods: new Set() });
  }

  /** Deletes what is left, with a request for many Jobs, and one for many pods of a Job. What fails is tried again at the next call. */
  async end(places: Places, { isUrgent }: { readonly isUrgent: boolean }): Promise<void> {
    const whole: string[] = [];
    for (const [name, job] of this.#jobs) {
      const isOver = hasEnded(name, job.indexes, places);
      if (isOver && (job.isDeleted || places.hasJob(name))) this.#jobs.delete(name);
      else if (job.isDeleted) continue;
      else if (isAllCancelled(name, job, places)) whole.push(name);
      else await this.#endPods(name, job, places, isUrgent);
    }
    for (const names of slices(whole)) {
      const { api, jobsPath: path, label } = this.#options;
      const query = { labelSelector: `${label} in (${names.join(',')})` };
      const jobs = names.flatMap((name) => this.#jobs.get(name) ?? []);
      for (const job of jobs) job.isDeleted = true;
      const deleted = await api.call({ method: 'DELETE', path, query, body: FOREGROUND, isUrgent });
      if (!deleted.ok) for (const job of jobs) job.isDeleted = false;
    }
  }

  async #endPods(name: string, job: CancelledJob, places: Places, isUrgent: boolean): Promise<void> {
    const { api, podsPath: path, label } = this.#options;
    const podsOf = (index: number): readonly string[] =>
      places
        .live({ comment: name, index })
        .filter((pod) => pod.deletedAt === undefined && !job.deletedPods.has(pod.name))
        .map((pod) => pod.name);
    const left = [...job.indexes].filter((index) => podsOf(index).length > 0);
    for (const indexes of slices(left)) {
      const pods = indexes.flatMap(podsOf);
      const query = { labelSelector: `${label}=${name},${INDEX_LABEL} in (${indexes.join(',')})` };
      // Noted before the answer is there: meanwhile another call may look.
      for (const pod of pods) job.deletedPods.add(pod);
      const deleted = await api.call({ method: 'DELETE', path, query, isUrgent });
      if (!deleted.ok) for (const pod of pods) job.deletedPods.delete(pod);
    }
  }
}

/** Whether nothing of a Job is wanted any more. */
function isAllCancelled(name: string, { indexes, size }: CancelledJob, places: Places): boolean {
  if (indexes.size === size) return true;
  const others = Array.from({ length: size }, (_, index) => index).filter((index) => !indexes.has(index));
  return hasEnded(name, others, places);
}

/** Whether these elements of a Job have ended. */
function hasEnded(comment: string, indexes: Iterable<number>, places: Places): boolean {
  for (const index of indexes) if (places.stateOf({ comment, index }, 0).state !== 'gone') return false;
  return true;
}

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}
