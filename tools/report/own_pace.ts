/** Estimate of a task from the finished tasks of its build. */
export interface OwnEstimate {
  readonly ms: number;
  /** No task of its job has ended, so it is the mean of all tasks that have. */
  readonly rough: boolean;
}

interface Sum {
  ms: number;
  tasks: number;
}

/** How long the tasks of one build took so far: all that is known about a job that never ran before. */
export class OwnPace {
  readonly #byJob = new Map<string, Sum>();
  readonly #all: Sum = { ms: 0, tasks: 0 };

  /** @returns whether estimates have changed enough to be looked at again: after 1, 2, 4, 8 … tasks of a job */
  add(job: string, ms: number): boolean {
    const own = this.#byJob.get(job) ?? { ms: 0, tasks: 0 };
    this.#byJob.set(job, own);
    for (const sum of [own, this.#all]) {
      sum.ms += ms;
      sum.tasks++;
    }
    return (own.tasks & (own.tasks - 1)) === 0;
  }

  /** @returns nothing before any task has ended */
  of(job: string): OwnEstimate | undefined {
    const own = this.#byJob.get(job);
    if (own !== undefined) return { ms: own.ms / own.tasks, rough: false };
    return this.#all.tasks === 0 ? undefined : { ms: this.#all.ms / this.#all.tasks, rough: true };
  }
}
