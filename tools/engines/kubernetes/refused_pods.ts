import type { EventList } from 'kubernetes-types/core/v1.js';
import type { ApiServer } from './api_server.js';

export interface RefusedPodsOptions {
  readonly api: ApiServer;
  /** Path of the events of the namespace. */
  readonly path: string;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  /** How long a Job may have no pods before the engine asks why, and the time between two questions. */
  readonly afterMs: number;
}

const FORBIDDEN = 403;

/**
 * Why Jobs get no pods. A cluster accepts a Job although it refuses its pods, for example if a policy does not allow them, and
 * only events say so: the Job looks like one that waits.
 */
export class RefusedPods {
  readonly #options: RefusedPodsOptions;
  #reasons: ReadonlyMap<string, string> = new Map();
  /** When to ask, by the clock of durations; undefined if all Jobs have pods. */
  #due: number | undefined;

  constructor(options: RefusedPodsOptions) {
    this.#options = options;
  }

  /** @param jobs names of all Jobs that have no pods @returns why, by name, as far as that is known */
  async reasonsOf(jobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { elapsed, afterMs } = this.#options;
    if (jobs.length === 0) {
      this.#due = undefined;
      return new Map();
    }
    const now = elapsed();
    this.#due ??= now + afterMs;
    if (now >= this.#due) {
      this.#due = now + afterMs;
      await this.#ask();
    }
    const reasons = jobs.map((job) => [job, this.#reasons.get(job)] as const);
    return new Map(reasons.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
  }

  async #ask(): Promise<void> {
    const { api, path } = this.#options;
    const query = { fieldSelector: 'involvedObject.kind=Job,reason=FailedCreate', limit: '500' };
    const answer = await api.call({ method: 'GET', path, query });
    // The account may not be allowed to list events. Then nothing says why the Jobs wait.
    if (!answer.ok && answer.error.status === FORBIDDEN) this.#due = Infinity;
    if (!answer.ok) return;
    const { items } = answer.value as EventList;
    this.#reasons = new Map(
      items.map(({ involvedObject, message = '' }) => [
        involvedObject.name ?? '',
        `the pods of Job ${involvedObject.name ?? ''} are refused: ${message.trim()}`,
      ]),
    );
  }
}
