import { readFileSync } from 'node:fs';
import type { Launch, LaunchOutcome, Slots } from '../../base/runtime/index.js';

export const DONE = { kind: 'exited', code: 0, wroteMetadata: false } as const satisfies LaunchOutcome;

/** Slots whose processes end when the test decides. A process has the name of its first argument; a batch, of those of its tasks: `a+b`. */
export class FakeSlots implements Slots {
  readonly size: number;
  readonly launches: Launch[] = [];
  stopped = false;
  readonly #running = new Map<string, (outcome: LaunchOutcome) => void>();
  #changed = Promise.withResolvers<undefined>();

  constructor(size: number) {
    this.size = size;
  }

  run(launch: Launch): Promise<LaunchOutcome> {
    const { promise, resolve } = Promise.withResolvers<LaunchOutcome>();
    const name = nameOf(launch);
    this.launches.push(launch);
    this.#running.set(name, (outcome) => {
      this.#running.delete(name);
      resolve(outcome);
    });
    if (this.#running.size > this.size) throw new Error('more processes than slots');
    this.#changed.resolve(undefined);
    this.#changed = Promise.withResolvers<undefined>();
    return promise;
  }

  /** Waits until exactly these are running. */
  async running(...names: string[]): Promise<void> {
    while ([...this.#running.keys()].sort().join() !== names.sort().join()) await this.#changed.promise;
  }

  /** Waits until this many have been started since the beginning. */
  async launched(count: number): Promise<void> {
    while (this.launches.length < count) await this.#changed.promise;
  }

  runs(name: string): boolean {
    return this.#running.has(name);
  }

  end(name: string, outcome: LaunchOutcome = DONE): void {
    const resolve = this.#running.get(name);
    if (resolve === undefined) throw new Error(`${name} does not run`);
    resolve(outcome);
  }

  get started(): string[] {
    return this.launches.map(nameOf);
  }

  stop(): void {
    this.stopped = true;
    for (const end of [...this.#running.values()]) end({ kind: 'killed', signal: 'SIGTERM' });
  }

  kill(): void {
    for (const end of [...this.#running.values()]) end({ kind: 'killed', signal: 'SIGKILL' });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function nameOf({ args, env }: Launch): string {
  const batchFile = env['DATABUILD_BATCH_FILE'];
  if (batchFile === undefined) return args[0] ?? '';
  const lines = readFileSync(batchFile, 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { args: string[] }).args[0]).join('+');
}
