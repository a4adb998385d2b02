import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { catalogPath, openSqliteCatalog, type Catalog } from '../catalog/index.js';
import { appears, dies } from '../dev/testing/index.js';
import { end, resultsIn, TaskGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TaskGraph;

beforeEach(() => {
  graph = new TaskGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Runs tasks, which are recorded in the catalog of the state directory. */
const task = (...args: readonly string[]): Promise<Done> => graph.task(['--catalog', '', ...args]);

const stateDir = (): string => join(graph.dir, 's');
const data = (name: string): string => readFileSync(join(graph.dir, 's/data', name), 'utf8');

async function openCatalog(): Promise<Catalog> {
  const opened = await openSqliteCatalog(stateDir());
  if (!opened.ok) throw new Error(opened.error.reason);
  return opened.value;
}

/** Appends a line to `runs` for each run, and then does what `more` says. */
const countRuns = (more = ''): void => {
  graph.setScripts({ run: `#!/bin/sh\nmkdir -p "$(dirname "$1")"; echo ran >> runs; ${more}\necho made > "$1"\n` });
};

describe('with a catalog, a task', () => {
  test('is recorded as a build records it', async () => {
    const id = await graph.plan('b/x');
    const done = await task('--build-id', 'mine', '--attempt', '3', id('a/x'), id('b/x'));
    expect(done.code).toBe(0);
    const shown = async (ref: string): Promise<Record<string, unknown>> => {
      const { stdout } = await graph.run('catalog', ['show', '--state-dir', 's', ref]);
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const manifests = [await shown('a/x'), await shown('b/x')];
    const plan = JSON.parse(readFileSync(join(graph.dir, 'plan.json'), 'utf8')) as { id: string };
    expect(manifests).toMatchObject([
      { outputs: ['a/x'], buildId: 'mine', attempt: 3, plan: plan.id, taskId: id('a/x') },
      { outputs: ['b/x'], inputs: [{ ref: 'a/x', manifest: manifests[0]?.['id'] }] },
    ]);
    const exec = await graph.run('exec', ['--state-dir', 's', 'plan.json']);
    expect(exec).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 of 2 tasks of the plan are already done'),
    });
  });

  test('is left out if it is up to date', async () => {
    countRuns();
    const id = await graph.plan('a/x', 'a/y');
    await task(id('a/x'));
    const again = await task(id('a/x'), id('a/y'));
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('up to date  //t:j a/x') });
    expect(resultsIn(again)).toMatchObject([{ tasks: [{ id: id('a/y') }] }]);
    expect(data('runs')).toBe('ran\nran\n');
  });

  test('that fails is not recorded, and its lease is free', async () => {
    const id = await graph.plan('a/fails');
    expect((await task(id('a/fails'))).code).toBe(1);
    expect(await graph.recorded()).toBe('');
    expect(await task('--no-wait', id('a/fails'))).toMatchObject({ code: 1 });
  });

  test('whose input does not exist is refused', async () => {
    const id = await graph.plan('b/x');
    const { code, stdout, stderr } = await task(id('b/x'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('needs a/x, which is not in the catalog; run the task that makes it first');
  });

  test('that another build works on is waited for, or refused', async () => {
    const id = await graph.plan('a/waits');
    const builds = graph.start('build', ['--state-dir', 's', 'a/waits']);
    const built = end(builds);
    await appears(join(graph.dir, 's/data/pid'));
    expect(await task('--no-wait', id('a/waits'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/a\/waits .* is being made by .*; wait until it ends, or drop --no-wait/),
    });
    const waits = graph.startTask(['--catalog', '', id('a/waits')]);
    const waited = end(waits);
    await new Promise<void>((resolve) =>
      waits.stderr.once('data', () => {
        resolve();
      }),
    );
    writeFileSync(join(graph.dir, 's/data/go'), '');
    expect((await built).code).toBe(0);
    expect(await waited).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('up to date') });
  });

  test('waits for the slots that it needs of a pool, and releases them', async () => {
    graph.setJob({ resources: { warehouse: 1 } });
    const id = await graph.plan('a/x', 'a/waits');
    await graph.run('catalog', ['pool', 'set', 'warehouse', '1', '--state-dir', 's']);
    const first = graph.startTask(['--catalog', '', id('a/waits')]);
    const firstEnded = end(first);
    await appears(join(graph.dir, 's/data/pid'));
    const second = graph.startTask(['--catalog', '', id('a/x')]);
    const secondEnded = end(second);
    await new Promise<void>((resolve) =>
      second.stderr.once('data', () => {
        resolve();
      }),
    );
    writeFileSync(join(graph.dir, 's/data/go'), '');
    expect((await firstEnded).code).toBe(0);
    expect(await secondEnded).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/waiting for 1 slot of pool warehouse, held by [\s\S]*built/),
    });
    const { stdout } = await graph.run('catalog', ['pool', 'ls', '--state-dir', 's']);
    expect(stdout).toBe('warehouse: 0 of 1 slot in use\n');
  });

  test('that needs more slots than a pool has is refused', async () => {
    graph.setJob({ resources: { warehouse: 2 } });
    const id = await graph.plan('a/x');
    await graph.run('catalog', ['pool', 'set', 'warehouse', '1', '--state-dir', 's']);
    expect(await task(id('a/x'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('//t:j needs 2 warehouse, but only 1 is in the pool of the catalog'),
    });
  });

  test('whose lease was taken over is ended and not recorded', async () => {
    const id = await graph.plan('a/waits');
    const child = graph.startTask(['--catalog', '', '--lease-ttl', '1', id('a/waits')]);
    const ended = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    const catalog = await openCatalog();
    const request = { keys: [id('a/waits')], owner: 'thief', ttlMs: 60_000 };
    const [held] = (await catalog.acquire(request)).values();
    const gone = held?.acquired === false ? [held.holder.owner] : [];
    await catalog.acquire({ ...request, gone });
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('was taken over by another build, so this attempt is not recorded');
    await dies(pid);
    expect(await graph.recorded()).toBe('');
    await catalog.close();
  });

  test('cannot run if the catalog cannot be reached', async () => {
    const id = await graph.plan('a/x');
    const { code, stderr } = await graph.task(['--catalog', 'postgres://127.0.0.1:1/none', id('a/x')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/^g\.task: .*127\.0\.0\.1:1/) });
  });
});

describe('an attempt that was killed after its result and before its record', () => {
  /** Kills an attempt in that state. @returns the id of its task */
  const killed = async (): Promise<string> => {
    countRuns('while ! [ -e go ]; do sleep 0.02; done');
    const id = await graph.plan('a/x');
    const child = graph.startTask(['--catalog', '', '--attempt-id', 'one', id('a/x')]);
    const ended = end(child);
    await appears(join(graph.dir, 's/data/runs'));
    // The catalog is locked while the attempt ends.
    const lock = new DatabaseSync(catalogPath(stateDir()));
    lock.exec('BEGIN IMMEDIATE');
    writeFileSync(join(graph.dir, 's/data/go'), '');
    await appears(graph.pathOf('one.json'));
    child.kill('SIGKILL');
    await ended;
    lock.exec('ROLLBACK');
    lock.close();
    expect(await graph.recorded()).toBe('');
    return id('a/x');
  };

  test('is recorded when it is asked for again, without a second run', async () => {
    const id = await killed();
    expect(await task('--attempt-id', 'one', id)).toMatchObject({ code: 0 });
    expect(await graph.recorded()).toBe('a/x\n');
    expect(data('runs')).toBe('ran\n');
    // And once more: nothing is recorded twice.
    expect((await task('--attempt-id', 'one', id)).code).toBe(0);
    const history = await graph.run('catalog', ['history', '--state-dir', 's', 'a/x']);
    expect(history.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('does not count if another attempt has taken over its task', async () => {
    const id = await killed();
    expect((await task('--attempt-id', 'two', id)).code).toBe(0);
    await graph.run('catalog', ['forget', '--state-dir', 's', 'a/x']);
    expect(await task('--attempt-id', 'one', id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was taken over by another build'),
    });
    expect(await graph.recorded()).toBe('');
  });
});

test('a task is recorded once, however often and whenever its attempts are killed', async () => {
  countRuns('sleep 0.05');
  const id = await graph.plan('a/x');
  let attempts = 0;
  // Each round lives a little longer, until one lives long enough.
  for (let code: number | null = null; code !== 0; attempts++) {
    const child = graph.startTask(['--catalog', '', id('a/x')]);
    const ended = end(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), 40 * attempts);
    ({ code } = await ended);
    clearTimeout(timer);
    expect(code === 0 || code === null).toBe(true);
  }
  const history = await graph.run('catalog', ['history', '--state-dir', 's', 'a/x']);
  expect(history.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(data('a/x')).toBe('made\n');
});
