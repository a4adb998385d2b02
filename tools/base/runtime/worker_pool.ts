import type { Lifeline } from './lifeline.js';
import { startPiped } from './piped_child.js';
import { Worker, type WorkerOutcome, type WorkerRequest } from './worker.js';
import { WORKER_ARGUMENT } from './worker_protocol.js';

/**
 * After so many requests a worker is replaced by a new one: what a program leaks is not leaked for good. The start of a
 * program, shared by so many, is no price.
 */
export const REQUESTS_PER_WORKER = 1_000;

export interface WorkerPoolOptions {
  /** Working directory of every worker; must exist. */
  readonly cwd: string;
  /** Environment of every worker. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Guards the workers. */
  readonly lifeline: Pick<Lifeline, 'starting' | 'guard' | 'forget'>;
  /** The first of the lifeline's slots that are the workers'. */
  readonly firstSlot: number;
}

/** A program could not be started. `code`: name of the error (`ENOENT`). */
export type WorkerNotStarted = { readonly kind: 'not-started'; readonly code: string };

/**
 * Keeps programs alive between requests. A worker has one request at a time. A request that finds no idle worker of its
 * program starts one, so a program never has more workers than requests at the same time.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  /** By program; the one that was used last is the last. */
  readonly #idle = new Map<string, Worker[]>();
  /** Everything that has not ended, with its slot in the lifeline. */
  readonly #alive = new Map<Worker, number>();
  readonly #freeSlots: number[] = [];

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** @param program absolute path */
  async ask(program: string, request: WorkerRequest): Promise<WorkerOutcome | WorkerNotStarted> {
    const taken = this.#takeIdle(program) ?? this.#start(program);
    if (!(taken instanceof Worker)) {
      request.stderr.close();
      return taken;
    }
    const outcome = await taken.ask(request);
    if (outcome.kind !== 'answered') return outcome;
    if (taken.requests >= REQUESTS_PER_WORKER) void taken.close();
    else this.#idleOf(program).push(taken);
    return outcome;
  }

  /** Asks busy workers to end (SIGTERM), and lets the idle ones end. */
  stop(): void {
    const idle = this.#takeAllIdle();
    for (const worker of this.#alive.keys()) if (!idle.has(worker)) worker.signal('SIGTERM');
    for (const worker of idle) void worker.close();
  }

  /** Kills all of them, now. */
  kill(): void {
    for (const worker of this.#alive.keys()) worker.signal('SIGKILL');
  }

  /** Kills busy workers, lets the idle ones end, and waits for the end of all. */
  async close(): Promise<void> {
    const idle = this.#takeAllIdle();
    for (const worker of this.#alive.keys()) if (!idle.has(worker) && !worker.closing) worker.signal('SIGKILL');
    await Promise.all(Array.from(this.#alive.keys(), (worker) => worker.close()));
  }

  #takeIdle(program: string): Worker | undefined {
    const idle = this.#idleOf(program);
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.isUsable()) return worker;
      void worker.close();
    }
    return undefined;
  }

  #takeAllIdle(): Set<Worker> {
    const idle = new Set([...this.#idle.values()].flat());
    this.#idle.clear();
    return idle;
  }

  #idleOf(program: string): Worker[] {
    const known = this.#idle.get(program);
    if (known !== undefined) return known;
    const idle: Worker[] = [];
    this.#idle.set(program, idle);
    return idle;
  }

  #start(program: string): Worker | WorkerNotStarted {
    const { cwd, env, graceMs, lifeline, firstSlot } = this.#options;
    const slot = this.#freeSlots.pop() ?? firstSlot + this.#alive.size;
    lifeline.starting(slot);
    const child = startPiped({ program, args: [WORKER_ARGUMENT], env, cwd });
    if (!child.ok) {
      this.#free(slot);
      return { kind: 'not-started', code: child.error };
    }
    const worker = new Worker(child.value, graceMs);
    lifeline.guard(slot, worker.pid);
    this.#alive.set(worker, slot);
    void worker.ended.then(() => {
      this.#alive.delete(worker);
      this.#free(slot);
    });
    return worker;
  }

  #free(slot: number): void {
    this.#options.lifeline.forget(slot);
    this.#freeSlots.push(slot);
  }
}
