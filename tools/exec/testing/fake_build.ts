import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryCatalog } from '../../catalog/index.js';
import { execute, type ExecDeps, type ExecEvent, type Work } from '../index.js';
import type { PlannedTask, Result } from '../../base/model/index.js';
import { localExecutor } from '../local/index.js';
import { FakeSlots } from './fake_slots.js';
import { POLICY, ref } from './tasks.js';

/** Everything an execution needs: two slots of this machine, a catalog in memory, and a directory of its own. */
export class FakeBuild {
  /** Holds the state and the runfiles. */
  readonly dir = mkdtempSync(join(tmpdir(), 'exec-'));
  readonly catalog = memoryCatalog();
  readonly slots = new FakeSlots(2);
  readonly cancel = new AbortController();
  readonly stop = new AbortController();
  readonly events: ExecEvent[] = [];
  #clock = 0;
  #told = Promise.withResolvers<undefined>();

  run(tasks: PlannedTask[], more: Partial<ExecDeps> = {}, work: Partial<Work> = {}): ReturnType<typeof execute> {
    let ids = 0;
    const elapsed = more.elapsed ?? ((): number => (this.#clock += 10));
    const executor = localExecutor({
      slots: this.slots,
      resources: new Map(),
      stateDir: this.dir,
      runfilesDir: this.dir,
      env: {},
      host: 'h',
      elapsed,
      secrets: more.secrets,
    });
    return execute(
      { label: '//t:graph', tasks, pruned: 0, ...work },
      {
        catalog: this.catalog,
        jobs: new Map([['//t:job', POLICY]]),
        executor,
        clock: () => (this.#clock += 10),
        elapsed,
        newId: () => `uid-${String(ids++)}`,
        emit: (event) => {
          this.events.push(event);
          this.#told.resolve(undefined);
          this.#told = Promise.withResolvers<undefined>();
        },
        runfilesDir: this.dir,
        host: 'h',
        resources: new Map(),
        optimistic: false,
        leaseTtlMs: 60_000,
        wait: true,
        random: () => 1,
        cancel: this.cancel.signal,
        stop: this.stop.signal,
        ...more,
      },
    );
  }

  /** Waits until this many events of the kind have arrived. */
  async until(event: ExecEvent['event'], times = 1): Promise<void> {
    while (this.events.filter((told) => told.event === event).length < times) await this.#told.promise;
  }

  /** The events in order, without details. */
  story(): string[] {
    return this.events.map(
      (event) => `${event.type} ${event.event}${event.type === 'task' ? ` ${event.task.outputs.join()}` : ''}`,
    );
  }

  /** Those of the partitions that the catalog has. */
  async recorded(...names: string[]): Promise<string[]> {
    return [...(await this.catalog.current(names.map(ref))).keys()];
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

export function failuresOf<T, E>(result: Result<T, E[]>): E[] {
  return result.ok ? [] : result.error;
}
