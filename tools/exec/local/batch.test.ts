import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchOutcome } from '../../base/runtime/index.js';
import { DONE, FakeBuild, failuresOf, manifest, plan, POLICY, ref, task } from '../testing/index.js';
import type { Manifest } from '../../base/model/index.js';
import { batchTaskSchema } from './batch_file.js';

const FAILS: LaunchOutcome = { kind: 'exited', code: 3, wroteMetadata: false };

let build: FakeBuild;

beforeEach(async () => {
  build = new FakeBuild();
  await writeFile(join(build.dir, 'check'), '', { mode: 0o755 });
});

afterEach(() => build.remove());

/** One slot takes all of them, because the other one has something else to do. */
const busy = { ...task('busy'), job: '//t:other' };

const jobs = (more: Partial<typeof POLICY> = {}): Map<string, typeof POLICY> =>
  new Map([
    ['//t:job', { ...POLICY, batch: 9, ...more }],
    ['//t:other', POLICY],
  ]);

/** Starts a build of `busy` and these tasks, of which the first batch has all. */
async function start(names: string[], more: Partial<typeof POLICY> = {}, optimistic = true): Promise<Running> {
  const first = { ...busy, estimate: { ms: 1_000_000, samples: 1 } };
  const done = build.run([first, ...plan(...names.map((name) => task(name)))], { jobs: jobs(more), optimistic });
  await build.slots.running('busy', names.join('+'));
  build.slots.end('busy');
  return { done };
}

interface Running {
  readonly done: ReturnType<FakeBuild['run']>;
}

const launch = (at: number) => {
  const found = build.slots.launches[at];
  if (found === undefined) throw new Error(`there was no launch ${String(at)}`);
  return found;
};

/** Writes the results of the batch that was launched as this one: `a` or `!a` for each task, or a line as it is. */
function report(at: number, ...results: string[]): void {
  const lines = results.map((result) => {
    if (result.startsWith('{')) return result;
    if (result.startsWith('!')) return `{"id":"id-${result.slice(1)}","outcome":"failed","message":"cannot"}`;
    return `{"id":"id-${result}","outcome":"succeeded","metadata":{"made":"${result}"}}`;
  });
  writeFileSync(launch(at).env['DATABUILD_BATCH_RESULTS'] ?? '', `${lines.join('\n')}\n`);
}

async function metadataOf(name: string): Promise<Manifest['metadata'] | undefined> {
  const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
  return (await build.catalog.manifests([id])).get(id)?.metadata;
}

describe('the process of a batch', () => {
  test('gets its tasks in a file, and nothing of a single one', async () => {
    const tasks = plan(
      task('a', ['in'], { outputs: [ref('a'), ref('a 2')], env: { MINE: 'é' } }, ['asked']),
      task('b', [], { args: ['b', '--x'] }),
    );
    await build.catalog.record([manifest('in')]);
    const first = { ...busy, estimate: { ms: 1_000_000, samples: 1 } };
    const done = build.run([first, ...tasks], { jobs: jobs(), traceparentOf: (_, id) => `trace of ${id}` });
    await build.slots.running('busy', 'a+b');
    const { program, args, env, logFile } = launch(1);
    expect({ program, args, logFile }).toEqual({
      program: '/bin/sh',
      args: [],
      logFile: join(build.dir, 'builds/uid-0/logs/id-a.log'),
    });
    expect(env).toEqual({
      DATABUILD_BUILD_ID: 'uid-0',
      DATABUILD_BATCH_FILE: join(build.dir, 'builds/uid-0/outputs/id-a.batch.jsonl'),
      DATABUILD_BATCH_RESULTS: join(build.dir, 'builds/uid-0/metadata/id-a.results.jsonl'),
      TRACEPARENT: 'trace of id-a',
    });
    const text = readFileSync(env['DATABUILD_BATCH_FILE'] ?? '', 'utf8');
    expect(statSync(env['DATABUILD_BATCH_FILE'] ?? '').mode & 0o777).toBe(0o600);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => batchTaskSchema().parse(JSON.parse(line)));
    expect(lines).toEqual([
      {
        schemaVersion: 1,
        id: 'id-a',
        outputs: ['a', 'a 2'],
        inputs: [
          { depType: 'materialize', ref: 'in' },
          { depType: 'query', ref: 'asked' },
        ],
        args: ['a'],
        env: { MINE: 'é' },
        attempt: 1,
        traceparent: 'trace of id-a',
      },
      {
        schemaVersion: 1,
        id: 'id-b',
        outputs: ['b'],
        inputs: [],
        args: ['b', '--x'],
        env: {},
        attempt: 1,
        traceparent: 'trace of id-b',
      },
    ]);
    build.slots.end('busy');
    build.slots.end('a+b');
    expect(await done).toMatchObject({ ok: true, value: { built: 3 } });
  });

  test('gets a single task in the same way', async () => {
    const done = build.run(plan(task('a')), { jobs: jobs() });
    await build.slots.launched(1);
    expect(launch(0).args).toEqual([]);
    expect(readFileSync(launch(0).env['DATABUILD_BATCH_FILE'] ?? '', 'utf8').split('\n')).toHaveLength(2);
    report(0, 'a');
    build.slots.end('a');
    expect(await done).toMatchObject({ ok: true, value: { built: 1 } });
    expect(await metadataOf('a')).toEqual({ made: 'a' });
  });

  test('has the time limit of one attempt, whatever its size', async () => {
    const { done } = await start(['a', 'b'], { timeoutMs: 5000 });
    expect(launch(1).timeoutMs).toBe(5000);
    build.slots.end('a+b');
    await done;
  });
});

describe('a batch that exits with 0', () => {
  test('has done every task that it did not report as failed', async () => {
    const { done } = await start(['a', 'b', 'c']);
    report(1, 'b', '!c');
    build.slots.end('a+b+c');
    expect(failuresOf(await done)).toMatchObject([
      { task: { outputs: ['c'] }, attempt: 1, problem: { reason: 'reported-failed', message: 'cannot' } },
    ]);
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a', 'b']);
    expect([await metadataOf('a'), await metadataOf('b')]).toEqual([{}, { made: 'b' }]);
  });

  test('shares its duration among its tasks, except those whose time it reported', async () => {
    let now = 0;
    const first = { ...busy, estimate: { ms: 1_000_000, samples: 1 } };
    const done = build.run([first, ...plan(task('a'), task('b'), task('c'))], { jobs: jobs(), elapsed: () => now });
    await build.slots.running('busy', 'a+b+c');
    now = 1000;
    report(1, '{"id":"id-b","outcome":"succeeded","durationMs":400}');
    build.slots.end('a+b+c');
    build.slots.end('busy');
    await done;
    const times = build.events.flatMap((event) => (event.type === 'task' && event.event === 'finished' ? [event] : []));
    expect(new Map(times.map(({ task: { id }, durationMs }) => [id, durationMs]))).toEqual(
      new Map([
        ['id-busy', 1000],
        ['id-a', 300],
        ['id-b', 400],
        ['id-c', 300],
      ]),
    );
  });
});

describe('a batch that fails', () => {
  test.each<[string, LaunchOutcome, string]>([
    ['exits with another code', FAILS, 'exit-non-zero'],
    ['is killed', { kind: 'killed', signal: 'SIGKILL' }, 'killed'],
    ['takes too long', { kind: 'timed-out' }, 'timed-out'],
  ])('since it %s keeps what it reported, and tries the others alone', async (_, outcome, reason) => {
    const { done } = await start(['a', 'b', 'c', 'd']);
    report(1, 'a', '!b');
    build.slots.end('a+b+c+d', outcome);
    await build.slots.running('c', 'd');
    expect(build.events.filter(({ event }) => event === 'retrying')).toMatchObject([
      { task: { outputs: ['c'] }, problem: { reason } },
      { task: { outputs: ['d'] }, problem: { reason } },
    ]);
    build.slots.end('c');
    build.slots.end('d', FAILS);
    expect(failuresOf(await done)).toMatchObject([
      { task: { outputs: ['b'] }, attempt: 1, problem: { reason: 'reported-failed' } },
      { task: { outputs: ['d'] }, attempt: 2, problem: { reason: 'exit-non-zero' } },
    ]);
    expect(await metadataOf('a')).toEqual({ made: 'a' });
    expect(await build.recorded('a', 'b', 'c', 'd')).toEqual(['a', 'c']);
  });

  test('gives each task that is tried alone files of its own', async () => {
    const { done } = await start(['a', 'b']);
    report(1, '!a');
    build.slots.end('a+b', FAILS);
    await build.slots.running('b');
    const { logFile, env } = launch(2);
    expect(logFile).toBe(join(build.dir, 'builds/uid-0/logs/id-b.2.log'));
    expect(env['DATABUILD_BATCH_RESULTS']).toBe(join(build.dir, 'builds/uid-0/metadata/id-b.2.results.jsonl'));
    build.slots.end('b');
    await done;
  });

  test.each([
    [
      'names a task of another batch',
      '{"id":"id-busy","outcome":"succeeded"}',
      'no task of this batch has the id "id-busy"',
    ],
    ['is no result', '{"id":"id-b","outcome":"maybe"}', 'outcome: '],
  ])('because a line of its results %s tries all of its tasks alone', async (_, line, detail) => {
    const { done } = await start(['a', 'b'], {}, false);
    report(1, 'a', line);
    build.slots.end('a+b', { ...DONE, wroteMetadata: true });
    await build.slots.running('a', 'b');
    expect(await build.recorded('a', 'b')).toEqual([]);
    expect(build.events.filter(({ event }) => event === 'retrying')).toMatchObject([
      { problem: { reason: 'batch-results-malformed', line: 2, detail: expect.stringContaining(detail) as unknown } },
      { problem: { reason: 'batch-results-malformed', line: 2 } },
    ]);
    build.slots.end('a');
    build.slots.end('b');
    expect(await done).toMatchObject({ ok: true });
  });

  test('fails for good when the folder of its files is gone', async () => {
    const done = build.run(plan(task('a')), {
      jobs: jobs({ retries: 5 }),
      emit: (event) => {
        if (event.type === 'task' && event.event === 'started')
          rmSync(join(build.dir, 'builds/uid-0/outputs'), { recursive: true });
      },
    });
    expect(failuresOf(await done)).toMatchObject([{ attempt: 1, problem: { reason: 'directory-unusable' } }]);
  });

  test('is tried again when its file cannot be written', async () => {
    const done = build.run(plan(task('a')), {
      jobs: jobs({ retries: 1 }),
      emit: (event) => {
        const folder = join(build.dir, 'builds/uid-0/outputs/id-a.batch.jsonl');
        if (event.type === 'task' && event.event === 'started' && event.attempt === 1) mkdirSync(folder);
      },
    });
    await build.slots.running('a');
    expect(launch(0).env['DATABUILD_BATCH_FILE']).toContain('id-a.2.batch.jsonl');
    build.slots.end('a');
    expect(await done).toMatchObject({ ok: true });
  });
});

describe('the check of a batch', () => {
  const CHECKED = { check: 'check' };

  test('runs once, with all outputs of the tasks that went well', async () => {
    const { done } = await start(['a', 'b', 'c'], CHECKED);
    report(1, 'a', '!b', 'c');
    build.slots.end('a+b+c', FAILS);
    await build.slots.launched(3);
    expect(launch(2)).toEqual({ ...launch(1), program: join(build.dir, 'check'), args: ['a', 'c'], append: true });
    expect(await build.recorded('a')).toEqual([]);
    build.slots.end('a+b+c');
    await done;
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a', 'c']);
  });

  test('does not run when no task went well', async () => {
    const { done } = await start(['a', 'b'], CHECKED);
    report(1, '!a', '!b');
    build.slots.end('a+b');
    expect(failuresOf(await done)).toHaveLength(2);
    expect(build.slots.launches).toHaveLength(2);
  });

  test('makes all of them fail when it rejects the outputs, and each is tried alone', async () => {
    const { done } = await start(['a', 'b'], CHECKED);
    report(1, 'a', 'b');
    build.slots.end('a+b');
    await build.slots.launched(3);
    build.slots.end('a+b', FAILS);
    await build.slots.running('a', 'b');
    expect(build.events.filter(({ event }) => event === 'retrying')).toMatchObject([
      { attempt: 1, problem: { reason: 'check-failed', check: 'check', problem: { code: 3 } } },
      { attempt: 1, problem: { reason: 'check-failed' } },
    ]);
    for (const name of ['a', 'b']) build.slots.end(name);
    await build.slots.running('a', 'b');
    build.slots.end('a');
    build.slots.end('b', FAILS);
    expect(failuresOf(await done)).toMatchObject([{ task: { outputs: ['b'] }, problem: { reason: 'check-failed' } }]);
    expect(await build.recorded('a', 'b')).toEqual(['a']);
  });
});

describe('the digests of a batch', () => {
  const DIGESTED = { digest: 'check' };
  const digestsOf = async (name: string): Promise<Manifest['digests']> => {
    const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
    return (await build.catalog.manifests([id])).get(id)?.digests;
  };

  test('are in the metadata of a result, or printed by the digest program for all outputs without one', async () => {
    const { done } = await start(['a', 'b', 'c'], DIGESTED);
    report(1, '{"id":"id-a","outcome":"succeeded","metadata":{"rows":1,"digests":{"a":"1"}}}', 'b');
    build.slots.end('a+b+c');
    await build.slots.launched(3);
    expect(launch(2).args).toEqual(['b', 'c']);
    writeFileSync(launch(2).stdoutFile ?? '', '{"c":"3"}');
    build.slots.end('a+b+c');
    expect(await done).toMatchObject({ ok: true });
    expect([await digestsOf('a'), await digestsOf('b'), await digestsOf('c')]).toEqual([
      { a: '1' },
      undefined,
      { c: '3' },
    ]);
    expect(await metadataOf('a')).toEqual({ rows: 1 });
  });

  test('fail the task that has one of another task', async () => {
    const { done } = await start(['a', 'b']);
    report(1, '{"id":"id-a","outcome":"succeeded","metadata":{"digests":{"b":"1"}}}', 'b');
    build.slots.end('a+b');
    expect(failuresOf(await done)).toMatchObject([
      { task: { outputs: ['a'] }, attempt: 1, problem: { reason: 'digests-malformed', from: launch(1).metadataFile } },
    ]);
    expect(await build.recorded('a', 'b')).toEqual(['b']);
  });

  test('fail all tasks that went well if the digest program fails, and each is tried alone', async () => {
    const { done } = await start(['a', 'b', 'c'], DIGESTED);
    report(1, '!c');
    build.slots.end('a+b+c');
    await build.slots.launched(3);
    build.slots.end('a+b+c', FAILS);
    await build.until('retrying', 2);
    await build.slots.running('a', 'b');
    for (const name of ['a', 'b']) build.slots.end(name);
    await build.slots.launched(7);
    for (const at of [5, 6]) writeFileSync(launch(at).stdoutFile ?? '', '{}');
    for (const name of ['a', 'b']) build.slots.end(name);
    await done;
    expect(await build.recorded('a', 'b', 'c')).toEqual(['a', 'b']);
  });
});

describe('a batch that is ended with its build', () => {
  test('leaves what it had reported, and nothing else', async () => {
    const { done } = await start(['a', 'b']);
    await build.until('finished');
    report(1, 'a');
    build.cancel.abort('SIGTERM');
    build.stop.abort();
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', stopped: 1, notStarted: 0 }]);
    expect(await build.recorded('a', 'b')).toEqual(['a']);
  });
});
