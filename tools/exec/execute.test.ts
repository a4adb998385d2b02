import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogError, memoryCatalog, type Catalog } from '../catalog/index.js';
import type { Manifest, PartitionRef, PlannedTask, Result } from '../model/index.js';
import type { Launch, LaunchOutcome, Slots } from '../runtime/index.js';
import type { ExecEvent } from './events.js';
import { execute, type ExecDeps, type ExecSummary } from './execute.js';

let dir: string;
let catalog: Catalog;
let events: ExecEvent[];
let slots: FakeSlots;
let cancel: AbortController;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exec-'));
  await writeFile(join(dir, 'run'), '', { mode: 0o755 });
  catalog = memoryCatalog();
  events = [];
  slots = new FakeSlots(2);
  cancel = new AbortController();
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const DONE: LaunchOutcome = { kind: 'exited', code: 0, wroteMetadata: false };

/** Slots whose processes end when the test says so. */
class FakeSlots implements Slots {
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
    const name = launch.args[0] ?? '';
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

  /** Waits until exactly these run. */
  async running(...names: string[]): Promise<void> {
    while ([...this.#running.keys()].sort().join() !== names.sort().join()) await this.#changed.promise;
  }

  end(name: string, outcome: LaunchOutcome = DONE): void {
    const resolve = this.#running.get(name);
    if (resolve === undefined) throw new Error(`${name} does not run`);
    resolve(outcome);
  }

  get started(): string[] {
    return this.launches.map((launch) => launch.args[0] ?? '');
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

const ref = (text: string): PartitionRef => text as PartitionRef;

/** A task `name` that makes the partition `name`. */
function task(name: string, inputs: readonly string[] = [], more: Partial<PlannedTask['config']> = {}): PlannedTask {
  return {
    id: `id-${name}`,
    job: '//t:job',
    jobVersion: '1.2.3',
    config: {
      outputs: [ref(name)],
      inputs: inputs.map((input) => ({ depType: 'materialize', ref: ref(input) })),
      args: [name],
      env: {},
      executable: join(dir, 'run'),
      ...more,
    },
    dependsOn: [],
    versionKey: `key-${name}`,
    reason: { kind: 'missing', refs: [ref(name)] },
  };
}

/** Fills in who depends on whom. */
function plan(...tasks: PlannedTask[]): PlannedTask[] {
  const ids = new Map(tasks.flatMap(({ id, config }) => config.outputs.map((output) => [output, id] as const)));
  return tasks.map((one) => ({
    ...one,
    dependsOn: one.config.inputs.flatMap((input) => ids.get(input.ref) ?? []),
  }));
}

let clock = 0;

function run(tasks: PlannedTask[], more: Partial<ExecDeps> = {}): ReturnType<typeof execute> {
  let ids = 0;
  return execute(
    { label: '//t:graph', tasks, pruned: 0 },
    {
      catalog,
      slots,
      clock: () => (clock += 10),
      newId: () => `uid-${String(ids++)}`,
      emit: (event) => events.push(event),
      stateDir: dir,
      runfilesDir: dir,
      baseEnv: {},
      host: 'h',
      cancel: cancel.signal,
      ...more,
    },
  );
}

const story = (): string[] =>
  events.map((event) => `${event.type} ${event.event}${event.type === 'task' ? ` ${event.task.outputs.join()}` : ''}`);

function failuresOf<T, E>(result: Result<T, E[]>): E[] {
  return result.ok ? [] : result.error;
}

async function recorded(...names: string[]): Promise<string[]> {
  return [...(await catalog.current(names.map(ref))).keys()];
}

const manifest = (name: string): Manifest => ({
  schemaVersion: 1,
  id: `old-${name}`,
  outputs: [ref(name)],
  inputs: [],
  job: '//t:other',
  jobVersion: '0.0.0',
  config: task(name).config,
  startTime: '2024-01-01T00:00:00.000Z',
  endTime: '2024-01-01T00:00:01.000Z',
  buildId: 'b',
  taskId: 't',
  host: 'h',
  attempt: 1,
  exitCode: 0,
  versionKey: `old-key-${name}`,
  metadata: {},
});

describe('order', () => {
  test('starts a task when all it depends on is recorded, and not before', async () => {
    let release: () => void = () => undefined;
    const recordable = new Promise<void>((resolve) => (release = resolve));
    const slow: Catalog = {
      ...catalog,
      record: async (batch) => {
        await recordable;
        return catalog.record(batch);
      },
    };
    const done = run(plan(task('a'), task('b', ['a'])), { catalog: slow });
    await slots.running('a');
    slots.end('a');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(slots.started).toEqual(['a']);
    release();
    await slots.running('b');
    slots.end('b');
    expect(await done).toMatchObject({ ok: true, value: { built: 2 } });
  });

  test('runs as many at one time as there are slots, and starts the next when one ends', async () => {
    const done = run(plan(task('a'), task('b'), task('c')));
    await slots.running('a', 'b');
    slots.end('b');
    await slots.running('a', 'c');
    slots.end('a');
    slots.end('c');
    expect((await done).ok).toBe(true);
    expect(slots.started).toEqual(['a', 'b', 'c']);
  });

  test('a diamond: the join waits for both sides', async () => {
    const done = run(plan(task('top'), task('left', ['top']), task('right', ['top']), task('join', ['left', 'right'])));
    await slots.running('top');
    slots.end('top');
    await slots.running('left', 'right');
    slots.end('right');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    await slots.running('left');
    slots.end('left');
    await slots.running('join');
    slots.end('join');
    expect((await done).ok).toBe(true);
  });

  test('nothing to do is done at once, and leaves nothing behind', async () => {
    expect(await run([])).toMatchObject({ ok: true, value: { built: 0 } });
    expect(story()).toEqual(['build started', 'build finished']);
    await expect(readFile(join(dir, 'builds'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('tasks that end together are recorded in one transaction', async () => {
    const batches: number[] = [];
    const counting: Catalog = {
      ...catalog,
      record: (batch) => {
        batches.push(batch.length);
        return catalog.record(batch);
      },
    };
    const done = run(plan(task('a'), task('b')), { catalog: counting });
    await slots.running('a', 'b');
    slots.end('a');
    slots.end('b');
    await done;
    expect(batches).toEqual([2]);
  });
});

describe('what is recorded', () => {
  test('a manifest says what was made, from what, when, and what the job had to say', async () => {
    await catalog.record([manifest('given')]);
    const inputs = [
      { depType: 'materialize', ref: ref('a') },
      { depType: 'materialize', ref: ref('given') },
      { depType: 'query', ref: ref('nowhere') },
    ] as const;
    const [first, second] = plan(task('a'), task('b', ['a'], { inputs: [...inputs], env: { X: 'y' } }));
    if (first === undefined || second === undefined) throw new Error('no tasks');
    const done = run([first, { ...second, contentKey: 'content' }]);
    await slots.running('a');
    slots.end('a');
    await slots.running('b');
    await writeFile(slots.launches[1]?.metadataFile ?? '', '{"rows": 3}');
    slots.end('b', { ...DONE, wroteMetadata: true });
    expect((await done).ok).toBe(true);

    const current = await catalog.current([ref('a'), ref('b')]);
    const id = current.get(ref('b'))?.id ?? '';
    const written = (await catalog.manifests([id])).get(id);
    expect(written).toEqual({
      schemaVersion: 1,
      id,
      outputs: ['b'],
      inputs: [
        { depType: 'materialize', ref: 'a', manifest: current.get(ref('a'))?.id, versionKey: 'key-a' },
        { depType: 'materialize', ref: 'given', manifest: 'old-given', versionKey: 'old-key-given' },
        { depType: 'query', ref: 'nowhere', manifest: null, versionKey: null },
      ],
      job: '//t:job',
      jobVersion: '1.2.3',
      config: second.config,
      startTime: expect.stringMatching(/^1970-01-01T00:00:\d\d\.\d{3}Z$/),
      endTime: expect.stringMatching(/^1970-01-01T00:00:\d\d\.\d{3}Z$/),
      buildId: 'uid-0',
      taskId: 'id-b',
      host: 'h',
      attempt: 1,
      exitCode: 0,
      versionKey: 'key-b',
      contentKey: 'content',
      metadata: { rows: 3 },
    });
    expect(Date.parse(written?.endTime ?? '')).toBeGreaterThan(Date.parse(written?.startTime ?? ''));
  });

  test('a process sees who it is', async () => {
    const done = run(
      plan(task('a', [], { outputs: [ref('a'), ref('a"2')], env: { MINE: '1', DATABUILD_TASK_ID: 'forged' } })),
    );
    await slots.running('a');
    slots.end('a');
    await done;
    expect(slots.launches[0]?.env).toEqual({
      MINE: '1',
      DATABUILD_BUILD_ID: 'uid-0',
      DATABUILD_TASK_ID: 'id-a',
      DATABUILD_OUTPUTS: '["a","a\\"2"]',
      DATABUILD_METADATA_FILE: join(dir, 'builds/uid-0/metadata/id-a.json'),
    });
    expect(slots.launches[0]?.logFile).toBe(join(dir, 'builds/uid-0/logs/id-a.log'));
  });

  test('more outputs than a variable holds go through a file', async () => {
    const outputs = Array.from({ length: 5000 }, (_, index) => ref(`many/outputs/number=${String(index)}`));
    const done = run(plan(task('a', [], { outputs })));
    await slots.running('a');
    slots.end('a');
    await done;
    const env = slots.launches[0]?.env ?? {};
    expect(env['DATABUILD_OUTPUTS']).toBeUndefined();
    expect(JSON.parse(await readFile(env['DATABUILD_OUTPUTS_FILE'] ?? '', 'utf8'))).toEqual(outputs);
  });
});

describe('failures', () => {
  test('after a failure nothing is started, what runs is waited for and recorded', async () => {
    const done = run(plan(task('bad'), task('good'), task('next'), task('after', ['bad'])));
    await slots.running('bad', 'good');
    await writeFile(join(dir, 'builds/uid-0/logs/id-bad.log'), 'first\nwhat went wrong\n');
    slots.end('bad', { kind: 'exited', code: 3, wroteMetadata: false });
    await new Promise(setImmediate);
    slots.end('good');
    const failures = failuresOf(await done);
    expect(failures).toEqual([
      {
        reason: 'task-failed',
        task: { id: 'id-bad', job: '//t:job', outputs: ['bad'] },
        problem: { reason: 'exit-non-zero', code: 3 },
        log: join(dir, 'builds/uid-0/logs/id-bad.log'),
        logTail: 'first\nwhat went wrong\n',
      },
    ]);
    expect(slots.started).toEqual(['bad', 'good']);
    expect(await recorded('bad', 'good', 'next', 'after')).toEqual(['good']);
    expect(events.at(-1)).toMatchObject({ outcome: 'failed', built: 1, failed: 1, stopped: 0, notStarted: 2 });
  });

  test('all failures are reported, in the order of the plan', async () => {
    const done = run(plan(task('a'), task('b')));
    await slots.running('a', 'b');
    slots.end('b', { kind: 'killed', signal: 'SIGSEGV' });
    slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    expect(failuresOf(await done)).toMatchObject([
      { task: { id: 'id-a' }, problem: { reason: 'exit-non-zero', code: 1 } },
      { task: { id: 'id-b' }, problem: { reason: 'killed', signal: 'SIGSEGV' } },
    ]);
  });

  test.each(['[1]', '3', 'null', '{"a":', '', 'x'])(
    'metadata that is not an object fails the task: %s',
    async (text) => {
      const done = run(plan(task('a')));
      await slots.running('a');
      await writeFile(slots.launches[0]?.metadataFile ?? '', text);
      slots.end('a', { ...DONE, wroteMetadata: true });
      expect(failuresOf(await done)).toMatchObject([
        { reason: 'task-failed', problem: { reason: 'metadata-malformed', path: slots.launches[0]?.metadataFile } },
      ]);
      expect(await recorded('a')).toEqual([]);
    },
  );

  test('a log that cannot be opened and a slot that dies are failures of the task', async () => {
    const done = run(plan(task('a'), task('b')));
    await slots.running('a', 'b');
    slots.end('a', { kind: 'log-not-opened', detail: 'disk full' });
    slots.end('b', { kind: 'slot-died', detail: 'gone' });
    expect(failuresOf(await done)).toMatchObject([
      { problem: { reason: 'log-not-opened', detail: 'disk full' } },
      { problem: { reason: 'slot-died', detail: 'gone' } },
    ]);
  });

  test('what the kernel would refuse is said before the start, by name', async () => {
    const tasks = plan(
      task('a', [], { args: ['ok', 'x'.repeat(200_000)] }),
      task('b', [], { env: { BIG: 'x'.repeat(200_000) } }),
    );
    expect(failuresOf(await run(tasks))).toMatchObject([
      { problem: { reason: 'string-too-long', where: 'args[1]', bytes: 200_000 } },
      { problem: { reason: 'string-too-long', where: 'env.BIG', bytes: 200_004 } },
    ]);
    expect(slots.started).toEqual([]);
  });

  test('when nothing can be recorded the build stops and says why', async () => {
    const failure = { reason: 'catalog-disk-full', path: '/c' } as const;
    const broken: Catalog = { ...catalog, record: () => Promise.reject(new CatalogError(failure, undefined)) };
    const done = run(plan(task('a'), task('b', ['a'])), { catalog: broken });
    await slots.running('a');
    slots.end('a');
    expect(failuresOf(await done)).toEqual([{ reason: 'catalog-failed', failure }]);
    expect(slots.started).toEqual(['a']);
    expect(events.at(-1)).toMatchObject({ outcome: 'failed', built: 0, stopped: 1, notStarted: 1 });
  });

  test('an exception of the catalog is not swallowed', async () => {
    const broken: Catalog = { ...catalog, record: () => Promise.reject(new TypeError('bug')) };
    const done = run(plan(task('a')), { catalog: broken });
    await slots.running('a');
    slots.end('a');
    await expect(done).rejects.toThrow('bug');
  });
});

describe('before anything runs', () => {
  test('inputs that the plan takes as given must still be there; all that are not are named', async () => {
    await catalog.record([manifest('here')]);
    const tasks = plan(task('a', ['here', 'gone/1']), task('b', ['gone/2', 'a']));
    expect(failuresOf(await run(tasks))).toEqual([
      { reason: 'input-missing', ref: 'gone/1', neededBy: { id: 'id-a', job: '//t:job', outputs: ['a'] } },
      { reason: 'input-missing', ref: 'gone/2', neededBy: { id: 'id-b', job: '//t:job', outputs: ['b'] } },
    ]);
    expect(slots.started).toEqual([]);
    expect(events).toEqual([]);
  });

  test('one query asks for all given inputs', async () => {
    const queries: string[][] = [];
    const counting: Catalog = {
      ...catalog,
      current: (refs) => {
        queries.push([...refs]);
        return catalog.current(refs);
      },
    };
    await run(plan(task('a', ['x', 'y']), task('b', ['a', 'x'])), { catalog: counting });
    expect(queries).toEqual([['x', 'y']]);
  });

  test('every program must be there and executable', async () => {
    await writeFile(join(dir, 'plain'), '');
    await chmod(join(dir, 'plain'), 0o644);
    const tasks = plan(
      task('a', [], { executable: '_main/none' }),
      task('b', [], { executable: join(dir, 'plain') }),
      task('c', [], { executable: dir }),
    );
    expect(failuresOf(await run(tasks))).toEqual([
      { reason: 'executable-unusable', job: '//t:job', path: join(dir, '_main/none'), code: 'ENOENT' },
      { reason: 'executable-unusable', job: '//t:job', path: join(dir, 'plain'), code: 'EACCES' },
      { reason: 'executable-unusable', job: '//t:job', path: dir, code: 'EISDIR' },
    ]);
  });

  test('a place for the logs must be there', async () => {
    await writeFile(join(dir, 'builds'), 'a file');
    expect(failuresOf(await run(plan(task('a'))))).toMatchObject([{ reason: 'directory-unusable', code: 'ENOTDIR' }]);
  });
});

describe('when it is cancelled', () => {
  test('what runs is stopped and not recorded, even if it says that it went well', async () => {
    const done = run(plan(task('a'), task('b'), task('c')));
    await slots.running('a', 'b');
    slots.stop = (): void => {
      slots.end('a', DONE);
      slots.end('b', { kind: 'killed', signal: 'SIGTERM' });
    };
    cancel.abort('SIGINT');
    expect(failuresOf(await done)).toEqual([{ reason: 'cancelled', signal: 'SIGINT', stopped: 2, notStarted: 1 }]);
    expect(await recorded('a', 'b', 'c')).toEqual([]);
    expect(story()).toEqual([
      'build started',
      'task started a',
      'task started b',
      'build stopping',
      'task stopped a',
      'task stopped b',
      'build finished',
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: 'cancelled' });
  });

  test('what ended before is recorded', async () => {
    const done: Promise<Result<ExecSummary, unknown[]>> = run(plan(task('a'), task('b')));
    await slots.running('a', 'b');
    slots.end('a');
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    cancel.abort('SIGTERM');
    await done;
    expect(await recorded('a', 'b')).toEqual(['a']);
  });

  test('a second signal kills what does not end', async () => {
    const force = new AbortController();
    const done = run(plan(task('a')), { force: force.signal });
    await slots.running('a');
    slots.stop = (): void => undefined;
    cancel.abort('SIGINT');
    await slots.running('a');
    force.abort('SIGINT');
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', stopped: 1 }]);
  });

  test('one that is cancelled before the start starts nothing', async () => {
    cancel.abort('SIGHUP');
    expect(failuresOf(await run(plan(task('a'))))).toMatchObject([{ reason: 'cancelled', notStarted: 1 }]);
    expect(slots.started).toEqual([]);
  });
});
