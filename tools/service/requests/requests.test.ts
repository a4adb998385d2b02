import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { TestGraph } from '../../cli/testing/index.js';
import { appears, dies, passOnSignals } from '../../dev/testing/index.js';
import { listActivity, onlyProgram } from '../programs/index.js';
import type { Requests } from './index.js';
import { accepted, ANN, programOf, reaches, RequestRig } from './testing/rig.js';

jest.setTimeout(120_000);

describeEachDatabase('a request, in %s,', (newUrl) => {
  let graph: TestGraph;
  let rig: RequestRig;
  let requests: Requests;
  let deafen: () => void;

  beforeEach(async () => {
    deafen = passOnSignals('SIGCHLD');
    graph = new TestGraph();
    rig = await RequestRig.open({
      programs: onlyProgram(programOf(graph)),
      settings: { automaticBelow: 3, maxBuilds: 2 },
      url: await newUrl(),
    });
    requests = rig.start();
  });

  afterEach(async () => {
    await rig[Symbol.asyncDispose]();
    await graph.remove();
    deafen();
  });

  const data = (path: string): string => join(rig.dataDir, path);

  test('is planned, approved by policy, built, and ends with its build', async () => {
    const id = await accepted(requests, { refs: ['b/1'], note: 'the first' });
    const request = await reaches(requests, id, 'succeeded');
    expect(request).toMatchObject({
      ...{ graph: '//t:g', deployment: 'd', madeBy: 'ann', note: 'the first', approvedBy: 'policy' },
      wanted: { refs: ['b/1'], count: 1 },
      plan: {
        summary: {
          ...{ tasks: 2, certain: 2, ifInputsChange: 0, requested: 1, pruned: 0, reasons: { missing: 2 } },
          jobs: [{ job: '//t:j', tasks: 2, partitions: 2, ifInputsChange: 0, reasons: { missing: 2 } }],
          forecast: { totalMs: 0, unknownTasks: 2 },
        },
      },
    });
    expect(await readFile(data('b/1'), 'utf8')).toBe('made\n');
    const [run] = await requests.runs({ request: id, limit: 10 });
    expect(run).toMatchObject({ id: request.run, state: 'succeeded', exitCode: 0, build: expect.any(String) });
    expect(await readdir(join(rig.location.stateDir, 'builds'))).toEqual([run?.build]);
    expect((await listActivity(rig.database, { limit: 10 })).map(({ who, action }) => [who, action])).toEqual([
      ['ann', 'accept-request'],
    ]);
  });

  test('ends at once if everything is up to date', async () => {
    await reaches(requests, await accepted(requests, { refs: ['a/1'] }), 'succeeded');
    const again = await reaches(requests, await accepted(requests, { refs: ['a/1'] }), 'nothing-to-do');
    expect(again.plan?.summary).toMatchObject({ tasks: 0, requested: 1, pruned: 1 });
  });

  test('refreshes what changed at its source, and has what is downstream read again what was made again', async () => {
    await reaches(requests, await accepted(requests, { refs: ['b/1'] }), 'succeeded');
    const refreshed = await accepted(requests, { refs: ['a/1'], mode: { refresh: ['a/1'] } });
    expect((await reaches(requests, refreshed, 'succeeded')).plan?.summary.reasons).toEqual({ refreshed: 1 });
    await reaches(requests, await accepted(requests, { refs: ['b/1'] }), 'nothing-to-do');
    const reread = await accepted(requests, { refs: ['b/1'], mode: { reread: ['a/1'] } });
    expect((await reaches(requests, reread, 'succeeded')).plan?.summary.reasons).toEqual({ 'input-refreshed': 1 });
    const body = { refs: ['a/1'], mode: { refresh: ['a/1'] }, size: 1 };
    expect(await requests.accept('//t:g', body, { principal: ANN, source: { kind: 'api' } })).toMatchObject({
      ok: false,
      error: [{ errors: [{ field: '/size', detail: expect.stringContaining('leave size out') }] }],
    });
  });

  test('waits for a person if its plan is large, and runs the plan that was approved', async () => {
    const refs = Array.from({ length: 250 }, (_, number) => `a/${String(number).padStart(3, '0')}`);
    const id = await accepted(requests, { refs });
    const asked = await reaches(requests, id, 'waiting-for-approval');
    const first = await requests.tasks(id, { limit: 120 });
    expect(first).toMatchObject({ ok: true, value: { plan: asked.plan?.id, total: 250, next: 119 } });
    const rest = await requests.tasks(id, { after: 119, limit: 1_000 });
    const items = [first, rest].flatMap((page) => (page.ok ? page.value.items : []));
    expect(items.map(({ outputs }) => outputs[0])).toEqual(refs);
    expect(items[130]).toMatchObject({ number: 130, job: '//t:j', outputCount: 1, reason: { kind: 'missing' } });
    expect(rest.ok && rest.value.next).toBeUndefined();

    expect(await requests.approve(id, 'other', ANN)).toEqual({
      ok: false,
      error: { reason: 'plan-replaced', id, approved: 'other', current: asked.plan?.id },
    });
    await requests.cancel(id, ANN);
    expect((await reaches(requests, id, 'cancelled')).run).toBeUndefined();
  });

  test('is planned again if its plan is out of date, and says what changed', async () => {
    const id = await accepted(requests, { refs: ['b/1'], approve: 'always' });
    const asked = await reaches(requests, id, 'waiting-for-approval');
    graph.setVersion('1.1.0');
    expect(await requests.approve(id, asked.plan?.id ?? '', ANN)).toMatchObject({ ok: true });
    await reaches(requests, id, 'queued', 'running', 'accepted', 'planning');
    const again = await reaches(requests, id, 'waiting-for-approval');
    expect(again.plan?.id).not.toBe(asked.plan?.id);
    expect(again.changes).toMatchObject({
      ...{ causes: ['//t:j: version 1.0.0 → 1.1.0'], added: 0, removed: 0, changed: 2 },
      first: [
        { change: 'changed', job: '//t:j', output: 'a/1' },
        { change: 'changed', output: 'b/1' },
      ],
    });
    await requests.approve(id, again.plan?.id ?? '', ANN);
    expect(await reaches(requests, id, 'succeeded')).toMatchObject({ approvedBy: 'ann' });
  });

  test('fails with its build, and makes the rest when it is retried', async () => {
    const id = await accepted(requests, { refs: ['a/1', 'a/fails'], mode: { optimistic: true } });
    const failed = await reaches(requests, id, 'failed');
    expect(failed.problem).toMatchObject({ reason: 'build-failed', detail: expect.stringContaining('a/fails') });
    graph.setScripts({ run: '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho made > "$1"\n' });
    expect(await requests.retry(id, ANN)).toMatchObject({ ok: true, value: { state: 'accepted' } });
    const done = await reaches(requests, id, 'succeeded');
    expect(done.plan?.summary.tasks).toBe(1);
    expect(done.problem).toBeUndefined();
  });

  test('is refused with the message of the plan', async () => {
    const id = await accepted(requests, { match: 'a/*' });
    const refused = await reaches(requests, id, 'refused');
    expect(refused.problem).toMatchObject({ reason: 'plan-refused', detail: expect.stringContaining('partitions') });
  });

  test('lets running tasks finish when it is cancelled, and starts no more', async () => {
    const id = await accepted(requests, { refs: ['b/waits'] });
    await appears(data('pid'));
    expect(await requests.cancel(id, ANN)).toMatchObject({ ok: true, value: { state: 'running', cancelling: true } });
    const [run] = await requests.runs({ request: id, limit: 1 });
    await appears(join(run?.directory ?? '', 'events.jsonl'), 'build.stopping');
    await writeFile(data('go'), '');
    await reaches(requests, id, 'cancelled');
    expect(await readdir(data('.'))).toEqual(['a', 'go', 'pid']);
    expect(await readdir(data('a'))).toEqual(['waits']);
  });

  test('ends running tasks when it is cancelled twice', async () => {
    const id = await accepted(requests, { refs: ['a/sleeps'] });
    await appears(data('pid'));
    await requests.cancel(id, ANN);
    await requests.cancel(id, ANN);
    expect((await reaches(requests, id, 'cancelled')).endedAt).toBeDefined();
    expect(await requests.cancel(id, ANN)).toMatchObject({
      ok: false,
      error: { reason: 'request-not-possible', action: 'cancel', state: 'cancelled' },
    });
  });

  test('waits for a running build that makes the same partitions, and says which', async () => {
    const first = await accepted(requests, { refs: ['b/waits'] });
    await appears(data('pid'));
    const [run] = await requests.runs({ request: first, limit: 1 });
    const second = await accepted(requests, { refs: ['a/waits'] });
    expect((await reaches(requests, second, 'waiting-for-builds')).waitingFor).toEqual([
      { request: first, run: run?.id, build: expect.any(String), partitions: 1, first: 'a/waits' },
    ]);
    const other = await accepted(requests, { refs: ['a/1'] });
    await reaches(requests, other, 'succeeded');
    await writeFile(data('go'), '');
    await reaches(requests, first, 'succeeded');
    await reaches(requests, second, 'succeeded');
  });

  test('does not overtake a waiting request that makes the same partitions, unless it is more important', async () => {
    const running = await accepted(requests, { refs: ['b/waits'] });
    await appears(data('pid'));
    const large = await accepted(requests, { refs: ['a/waits', 'a/1', 'a/2'], approve: 'never' });
    await reaches(requests, large, 'waiting-for-builds');
    const small = await accepted(requests, { refs: ['a/1'] });
    expect((await reaches(requests, small, 'waiting-for-builds')).waitingFor).toEqual([
      { request: large, partitions: 1, first: 'a/1' },
    ]);
    const urgent = await accepted(requests, { refs: ['a/2'], priority: 1 });
    await reaches(requests, urgent, 'succeeded');
    await writeFile(data('go'), '');
    for (const id of [running, large, small]) await reaches(requests, id, 'succeeded', 'nothing-to-do');
    const order = (await requests.runs({ limit: 10 })).map(({ request }) => request);
    expect(order.indexOf(small)).toBeLessThan(order.indexOf(large));
  });

  test('starts by its priority when a build has ended', async () => {
    const running = await Promise.all(['x', 'y'].map((name) => accepted(requests, { refs: [`a/${name}-waits`] })));
    for (const id of running) await reaches(requests, id, 'running');
    const low = await accepted(requests, { refs: ['a/low'] });
    const high = await accepted(requests, { refs: ['a/high'], priority: 1 });
    for (const id of [low, high]) await reaches(requests, id, 'queued');
    await requests.setPriority(low, 2, ANN);
    await appears(data('pid'));
    await writeFile(data('go'), '');
    for (const id of [...running, low, high]) await reaches(requests, id, 'succeeded');
    const runs = await requests.runs({ limit: 10 });
    expect(runs.map(({ request }) => request).indexOf(low)).toBeGreaterThanOrEqual(0);
    const started = await Promise.all(
      [low, high].map(async (id) => (await requests.runs({ request: id, limit: 1 }))[0]?.startedAt),
    );
    expect(started[0]).toBeLessThanOrEqual(started[1] ?? 0);
  });

  test('goes on with the same build after a restart of the service', async () => {
    const id = await accepted(requests, { refs: ['b/waits'] });
    await appears(data('pid'));
    await rig.stop();
    requests = rig.start();
    expect((await reaches(requests, id, 'running')).run).toBeDefined();
    await writeFile(data('go'), '');
    await reaches(requests, id, 'succeeded');
    const runs = await requests.runs({ request: id, limit: 10 });
    expect(runs).toMatchObject([{ state: 'succeeded' }]);
    expect(runs[0]?.exitCode).toBeUndefined();
  });

  test('can be cancelled after a restart of the service', async () => {
    const id = await accepted(requests, { refs: ['a/sleeps'] });
    await appears(data('pid'));
    await rig.stop();
    await rig.replica().cancel(id, ANN);
    await rig.replica().cancel(id, ANN);
    requests = rig.start();
    await reaches(requests, id, 'cancelled');
  });

  test('runs its plan again when its build was killed', async () => {
    const id = await accepted(requests, { refs: ['b/waits'] });
    const pid = Number(await appears(data('pid')));
    const [killed] = await requests.runs({ request: id, limit: 1 });
    process.kill(killed?.process?.pid ?? 0, 'SIGKILL');
    await dies(pid);
    await writeFile(data('go'), '');
    await reaches(requests, id, 'succeeded');
    expect(await requests.runs({ request: id, limit: 10 })).toMatchObject([
      { state: 'succeeded', exitCode: 0 },
      { id: killed?.id, state: 'interrupted', signal: 'SIGKILL' },
    ]);
  });

  test('is the same one however often it is made with its key, also at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 1_000 }, () => accepted(requests, { refs: ['a/1'] }, 'key')));
    expect(new Set(ids).size).toBe(1);
    const options = { principal: ANN, source: { kind: 'api' }, idempotencyKey: 'key' } as const;
    expect(await requests.accept('//t:g', { refs: ['a/2'] }, options)).toEqual({
      ok: false,
      error: [{ reason: 'idempotency-key-reused', key: 'key', request: ids[0] }],
    });
    const other = await requests.accept('//t:g', { refs: ['a/2'] }, { ...options, principal: { ...ANN, name: 'bob' } });
    expect(other.ok && other.value.id).not.toBe(ids[0]);
    await reaches(requests, ids[0] ?? '', 'succeeded');
    expect(await requests.runs({ request: ids[0] ?? '', limit: 10 })).toHaveLength(1);
  });
});
