import { ok } from '../../base/model/index.js';
import type { Attempt, AttemptEnd, AttemptStart, Executor, ExecutorNotice, TaskFiles } from '../index.js';

interface Handed {
  readonly attempt: Attempt;
  readonly onStart: (start: AttemptStart) => void;
  readonly end: (how: AttemptEnd | readonly AttemptEnd[]) => void;
  started: boolean;
}

/** An executor with a queue on other machines. The test decides when its attempts start and end. */
export class FakeExecutor implements Executor {
  readonly size: number;
  readonly resources = new Map<string, number>();
  readonly guards = [];
  /** By the first argument of its first task. */
  readonly #handed = new Map<string, Handed>();
  #listener: ((notice: ExecutorNotice) => void) | undefined;
  #changed = Promise.withResolvers<undefined>();

  constructor(size: number) {
    this.size = size;
  }

  readonly filesOf = (buildId: string): TaskFiles => ({
    logDir: `far:/${buildId}`,
    prepare: () => ok(undefined),
    logOf: (taskId, attempt) => `far:/${buildId}/${taskId}.${String(attempt)}`,
    tailOf: (log) => Promise.resolve(`the end of ${log}`),
  });

  readonly run = (attempt: Attempt, onStart: (start: AttemptStart) => void): Promise<readonly AttemptEnd[]> => {
    const { promise, resolve } = Promise.withResolvers<readonly AttemptEnd[]>();
    const name = attempt.tasks[0]?.task.config.args[0] ?? '';
    const end = (how: AttemptEnd | readonly AttemptEnd[]): void => {
      this.#handed.delete(name);
      this.#tell();
      resolve('kind' in how ? attempt.tasks.map(() => how) : how);
    };
    this.#handed.set(name, { attempt, onStart, end, started: false });
    if (this.#handed.size > this.size) throw new Error('more attempts than the executor takes');
    this.#tell();
    return promise;
  };

  /** Waits until it has exactly these attempts. */
  async has(...names: string[]): Promise<void> {
    while ([...this.#handed.keys()].sort().join() !== names.sort().join()) await this.#changed.promise;
  }

  attempt(name: string): Attempt {
    return this.#get(name).attempt;
  }

  start(name: string, start: AttemptStart = { host: 'node7' }): void {
    const handed = this.#get(name);
    handed.started = true;
    handed.onStart(start);
  }

  /** @param how the end of each of its tasks, or one for all of them */
  end(
    name: string,
    how: AttemptEnd | readonly AttemptEnd[] = { kind: 'succeeded', metadata: {}, durationMs: 1000 },
  ): void {
    this.#get(name).end(how);
  }

  readonly watch = (listener: (notice: ExecutorNotice) => void): void => {
    this.#listener = listener;
  };

  /** Reports that its attempts wait, or do not any more. */
  report(notice: ExecutorNotice): void {
    this.#listener?.(notice);
  }

  readonly withdraw = (): void => {
    for (const { started, end } of [...this.#handed.values()]) if (!started) end({ kind: 'not-started' });
  };

  readonly stop = (): void => {
    this.withdraw();
    const problem = { reason: 'killed', signal: 'SIGTERM' } as const;
    for (const { end } of [...this.#handed.values()]) end({ kind: 'failed', problem, durationMs: 1000 });
  };

  readonly kill = (): void => {
    this.stop();
  };

  readonly close = (): Promise<void> => Promise.resolve();

  #tell(): void {
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers<undefined>();
  }

  #get(name: string): Handed {
    const handed = this.#handed.get(name);
    if (handed === undefined) throw new Error(`the executor does not have ${name}`);
    return handed;
  }
}
