import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { taskId, type ManifestInput, type PartitionRef, type PlannedTask, type Task } from '../../base/model/index.js';
import { CLOCK, timeIds } from '../../base/runtime/index.js';
import { NODE_PROGRAM } from '../../dev/testing/index.js';
import type { Attempt, AttemptEnd, AttemptStart, ExecutorNotice } from '../../exec/index.js';
import type { AttemptResult } from '../../exec/task/index.js';
import { POLICY } from '../../exec/testing/index.js';
import type { Engine } from '../engine.js';
import { EngineExecutor, type EngineExecutorOptions } from '../engine_executor.js';
import { AttemptRecord } from '../record/index.js';
import { mortalEngine, type MortalEngine } from './mortal_engine.js';
import { TASK_PROGRAM } from './task_program.js';

/** What an attempt of the rig does: see `TASK_PROGRAM`. */
export type Wanted = 'succeed' | 'fail' | 'wait' | 'vanish';

/** What a task depends on, and why it is made. */
export interface Wish {
  readonly inputs: readonly ManifestInput[];
  readonly reason: PlannedTask['reason'];
}

/** An attempt that was handed over. */
export interface Handed {
  readonly ends: Promise<readonly AttemptEnd[]>;
  readonly starts: readonly AttemptStart[];
  /** Path of its log. */
  readonly log: string;
  /** The ids of its tasks. */
  readonly tasks: readonly string[];
}

/** An executor over an engine, with a program whose tasks do what the test wants. */
export class EngineRig {
  readonly dir = mkdtempSync(join(tmpdir(), 'engine-'));
  /** What its executors have reported about their engines. */
  readonly notices: ExecutorNotice[] = [];
  /** Ends of drivers that were not killed, by what they were made of. */
  readonly #engines = new Map<EngineExecutor, MortalEngine>();
  #builds = 0;

  /** @param options what differs from a rig that looks often and gives up soon */
  async executor(engine: Engine, options: Partial<EngineExecutorOptions> = {}): Promise<EngineExecutor> {
    const limits = await engine.limits();
    if (!limits.ok) throw new Error(JSON.stringify(limits.error));
    const wanted = join(this.dir, 'wanted');
    const program = join(this.dir, 'task_program.mjs');
    mkdirSync(wanted, { recursive: true });
    writeFileSync(program, TASK_PROGRAM);
    const mortal = mortalEngine(engine);
    const executor = new EngineExecutor({
      engine: mortal.engine,
      limits: limits.value,
      record: new AttemptRecord({ dir: join(this.dir, 'attempts'), newId: timeIds(Date.now), now: Date.now }),
      size: 1000,
      dir: join(this.dir, 'batches'),
      label: '//t:graph',
      definitions: {},
      command: [NODE_PROGRAM, program, wanted],
      env: { PATH: '/usr/bin:/bin' },
      expectedMs: new Map(),
      stateDir: this.dir,
      newId: timeIds(Date.now),
      elapsed: CLOCK.elapsed,
      lostAfterMs: 300,
      maxLosses: 3,
      pollMs: { first: 10, last: 100 },
      graceMs: 1000,
      ...options,
    });
    executor.watch((notice) => this.notices.push(notice));
    this.#engines.set(executor, mortal);
    return executor;
  }

  /** Does to an executor what SIGKILL does to its process: it does nothing any more. What is handed over next is of another build. */
  kill(executor: EngineExecutor): void {
    this.#engines.get(executor)?.kill();
    this.#engines.delete(executor);
    this.#builds++;
  }

  /** Begins another build: its logs are other files. */
  nextBuild(): void {
    this.#builds++;
  }

  /** What the tasks of this name do, from now on. */
  want(name: string, wanted: Wanted): void {
    mkdirSync(join(this.dir, 'wanted'), { recursive: true });
    writeFileSync(join(this.dir, 'wanted', idOf(name)), wanted);
  }

  /** Hands over an attempt at tasks of these names. @param tried what their tasks have besides */
  hand(
    executor: EngineExecutor,
    names: readonly string[],
    policy: Partial<Attempt['policy']> = {},
    { inputs = [], reason = { kind: 'missing', refs: [] } }: Partial<Wish> = {},
  ): Promise<Handed> {
    const buildId = `build-${String(this.#builds)}`;
    const files = executor.filesOf(buildId);
    const prepared = files.prepare();
    if (!prepared.ok) throw new Error(prepared.error.code);
    const tasks = names.map((name) => ({ task: { ...taskNamed(name), reason }, number: 1, inputs }));
    const starts: AttemptStart[] = [];
    const attempt = { buildId, tasks, policy: { ...POLICY, batch: names.length, ...policy } };
    const ends = executor.run(attempt, (start) => starts.push(start));
    return Promise.resolve({ ends, starts, log: files.logOf(idOf(names[0] ?? ''), 1), tasks: names.map(idOf) });
  }

  /** The names of the tasks that have run, once for each run, in the order of names. */
  runs(): string[] {
    return this.#namesIn('runs');
  }

  /** The names of the tasks of which a run has come to its end, once for each such run, in the order of names. */
  ended(): string[] {
    return this.#namesIn('ended');
  }

  #namesIn(file: string): string[] {
    const path = join(this.dir, 'wanted', file);
    const ids = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    return ids.map((id) => NAMES.get(id) ?? id).sort();
  }

  /** The ids of the batches whose folders there are. */
  batches(): string[] {
    return readdirSync(join(this.dir, 'batches'));
  }

  /** The results of all attempts at a task, in the order of their starts. */
  results(name: string): AttemptResult[] {
    const folders = readdirSync(join(this.dir, 'batches')).map((folder) => join(this.dir, 'batches', folder));
    const paths = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
    const results = paths
      .filter((path) => /\/[0-9a-f-]{36}\.json$/.test(path))
      .map((path) => JSON.parse(readFileSync(path, 'utf8')) as AttemptResult);
    return results
      .filter(({ tasks }) => tasks.some(({ id }) => id === idOf(name)))
      .sort((one, other) => one.startTime.localeCompare(other.startTime));
  }

  async remove(): Promise<void> {
    await Promise.all(Array.from(this.#engines.keys(), (executor) => executor.close()));
    await rm(this.dir, { recursive: true, force: true });
  }
}

const NAMES = new Map<string, string>();

function idOf(name: string): string {
  const id = taskId('//t:job', [name as PartitionRef]);
  NAMES.set(id, name);
  return id;
}

function taskNamed(name: string): Task {
  return {
    id: idOf(name),
    job: '//t:job',
    jobVersion: '1.0.0',
    config: { outputs: [name as PartitionRef], inputs: [], args: [], env: {}, executable: '/bin/true' },
    dependsOn: [],
    versionKey: 'v',
    contentKey: 'c',
  };
}
