/** Estimate of a task from the finished tasks of its build. */
export interface OwnEstimate {
  readonly ms: number;
  /** Whether it is the average of all tasks, because no task of its job has ended. */
  readonly rough: boolean;
}

interface Sum {
  ms: number;
  tasks: number;
}

/** The durations of one build's tasks so far: all that is known about a job that has never run before. */
export class OwnPace {
  readonly #byJob = new Map<string, Sum>();
  readonly #all: Sum = { ms: 0, tasks: 0 };

  /** @returns whether estimates may have changed much: after 1, 2, 4, 8 … tasks of a job */
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
