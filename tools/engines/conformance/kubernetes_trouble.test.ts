import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { appears } from '../../dev/testing/index.js';
import { LoopbackCluster } from '../../dev/testing/kubernetes/index.js';
import type { Engine, EngineBatch } from '../engine.js';
import type { EngineExecutor } from '../engine_executor.js';
import { tokenInFile } from '../kubernetes/credentials.js';
import { EngineRig, gatedEngine } from '../testing/index.js';
import { kubernetesOn } from './kubernetes_on.js';

jest.setTimeout(60_000);

describe('a Kubernetes in trouble', () => {
  let cluster: LoopbackCluster;
  let rig: EngineRig;

  beforeEach(async () => {
    cluster = await LoopbackCluster.start();
    rig = new EngineRig();
  });

  afterEach(async () => {
    await rig.remove();
    await cluster.stop();
  });

  const start = (
    more: Parameters<typeof kubernetesOn>[2] = {},
    executor: Parameters<EngineRig['executor']>[1] = {},
  ): Promise<EngineExecutor> =>
    rig.executor(kubernetesOn(cluster, `${rig.dir}/engine`, more), { lostAfterMs: 300, ...executor });

  /** Starts an attempt that waits, lets something happen, and waits for its end. */
  const through = async (trouble: () => unknown): Promise<void> => {
    const executor = await start();
    rig.want('through', 'wait');
    const { ends, log } = await rig.hand(executor, ['through']);
    await appears(log, 'begin ');
    await trouble();
    rig.want('through', 'succeed');
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    const after = await rig.hand(executor, ['after']);
    expect(await after.ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['after', 'through']);
  };

  /** Waits until the engine has sent one more request of this kind. */
  const nextRequest = async (on: RegExp): Promise<void> => {
    const before = cluster.count(on);
    while (cluster.count(on) === before) await delay(5);
  };

  test('whose watches break goes on where they were', async () => {
    await through(async () => {
      for (let time = 0; time < 3; time++) {
        cluster.breakWatches();
        await nextRequest(/^GET .*\/pods$/);
      }
    });
    expect(
      cluster.requests.filter(({ path, query }) => path.endsWith('/pods') && query['watch'] === undefined),
    ).toHaveLength(1);
  });

  test('that has forgotten where a watch was is listed again', async () => {
    await through(async () => {
      cluster.forgetHistory();
      cluster.breakWatches();
      await nextRequest(/^GET .*\/pods$/);
      cluster.expireWatches();
      await nextRequest(/^GET .*\/pods$/);
    });
    expect(
      cluster.requests.filter(({ path, query }) => path.endsWith('/pods') && query['limit'] !== undefined).length,
    ).toBeGreaterThan(1);
  });

  test('whose watches are always refused is listed instead', async () => {
    cluster.fault({ on: /^WATCH/, answer: 'reset' }, 1000);
    const executor = await start();
    const { ends } = await rig.hand(executor, ['listed']);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
  });

  test('that has too many requests is asked again when it says so', async () => {
    const waits: number[] = [];
    const recorded = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    const executor = await start({ delay: recorded });
    const busy = { status: 429, message: 'too many requests', headers: { 'retry-after': '2' } };
    cluster.fault({ on: /^POST/, answer: busy }, 3);
    const { ends } = await rig.hand(executor, ['patient']);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(waits).toEqual([2000, 2000, 2000]);
    expect(rig.notices).toEqual([]);
    expect(rig.runs()).toEqual(['patient']);
  });

  test('that has created a Job and does not say so gets it once', async () => {
    const executor = await start();
    cluster.fault({ on: /^POST/, answer: 'reset' });
    const { ends, starts } = await rig.hand(executor, ['once']);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(starts).toHaveLength(1);
    expect(rig.runs()).toEqual(['once']);
    expect(cluster.manifests).toHaveLength(1);
  });

  test('that is away for some time loses nothing and runs nothing twice', async () => {
    const executor = await start();
    rig.want('through', 'wait');
    const { ends, log } = await rig.hand(executor, ['through']);
    await appears(log, 'begin ');
    await cluster.down();
    const during = await rig.hand(executor, ['during']);
    rig.want('through', 'succeed');
    // Its result is seen although the API does not answer.
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    while (rig.notices.length === 0) await delay(5);
    await cluster.up();
    expect(await during.ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['during', 'through']);
    const trouble = { engine: 'kubernetes', reason: 'engine-unreachable' };
    expect(rig.notices).toEqual([
      { kind: 'waiting', ...trouble, detail: expect.stringContaining('ECONNREFUSED') },
      { kind: 'answered', ...trouble },
    ]);
  });

  test('that answers with errors of its own is asked again', async () => {
    const executor = await start();
    cluster.fault({ on: /^POST/, answer: { status: 503, message: 'etcdserver: leader changed' } }, 2);
    const { ends } = await rig.hand(executor, ['later']);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['later']);
  });

  test('whose quota is used up gets the rest later', async () => {
    const executor = await start();
    const message = 'jobs.batch "x" is forbidden: exceeded quota: jobs, requested: count/jobs.batch=1';
    cluster.fault({ on: /^POST/, answer: { status: 403, message } });
    const { ends } = await rig.hand(executor, ['later']);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.notices).toMatchObject([{ kind: 'waiting', reason: 'engine-full' }, { kind: 'answered' }]);
  });

  test.each([
    [403, 'jobs.batch is forbidden: User "u" cannot create resource "jobs"'],
    [404, 'namespaces "builds" not found'],
    [422, 'Job.batch "x" is invalid: spec.template: Required value'],
  ])('that refuses with %i fails the task with its words', async (status, message) => {
    const executor = await start();
    cluster.fault({ on: /^POST/, answer: { status, message } });
    const { ends } = await rig.hand(executor, ['refused']);
    const problem = { reason: 'engine-refused', engine: 'kubernetes', detail: `${message} (${String(status)})` };
    expect(await ends).toMatchObject([{ kind: 'failed', problem }]);
    expect(cluster.manifests).toEqual([]);
  });

  test('that evicts pods gets their tasks again', async () => {
    const executor = await start();
    rig.want('moved', 'wait');
    const { ends, log } = await rig.hand(executor, ['moved']);
    await appears(log, 'begin ');
    cluster.controller.evict();
    rig.want('moved', 'succeed');
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    // By the build, as another attempt: the first Job has started no second pod.
    expect(cluster.manifests).toHaveLength(2);
  });

  test('says why it has ended pods', async () => {
    const executor = await start({}, { maxLosses: 0 });
    rig.want('evicted', 'wait');
    const { ends, log } = await rig.hand(executor, ['evicted']);
    await appears(log, 'begin ');
    cluster.controller.evict();
    const detail = /^its attempts ended without a result: pod \S+: Evicted: The node was low on resource: memory\.$/;
    expect(await ends).toMatchObject([
      { kind: 'failed', problem: { reason: 'lost', detail: expect.stringMatching(detail) } },
    ]);
  });

  test('shows what a pod has printed that could not use the shared volume', async () => {
    const command = [
      '/bin/sh',
      '-c',
      'echo starts; echo "cannot create files: read-only file system" >&2; exit 2',
      'sh',
    ];
    const executor = await start({}, { maxLosses: 0, command });
    const { ends, log } = await rig.hand(executor, ['shown']);
    expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'lost' } }]);
    expect(readFileSync(log, 'utf8')).toBe('starts\ncannot create files: read-only file system\n');
    expect(cluster.count(/^GET .*\/log$/)).toBe(1);
  });

  test('fails a task as lost, too, if nobody may read the logs of its pods', async () => {
    cluster.fault({
      on: /^GET .*\/log$/,
      answer: { status: 403, message: 'pods "x" is forbidden: cannot get pods/log' },
    });
    const executor = await start({}, { maxLosses: 0, command: ['/bin/sh', '-c', 'echo unseen', 'sh'] });
    const { ends, log } = await rig.hand(executor, ['unseen']);
    expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'lost' } }]);
    expect(existsSync(log)).toBe(false);
  });

  test('that loses nodes does not know what runs there, so their tasks run again later', async () => {
    const executor = await start({}, { lostAfterMs: 50 });
    rig.want('lost', 'wait');
    const { ends, log } = await rig.hand(executor, ['lost']);
    await appears(log, 'begin ');
    const before = performance.now();
    cluster.controller.loseNodes();
    rig.want('lost', 'succeed');
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(performance.now() - before).toBeGreaterThan(500);
    expect(rig.runs()).toEqual(['lost', 'lost']);
  });

  test('that replaces the token of a service account is asked with the new one', async () => {
    const file = join(rig.dir, 'token');
    const rotate = (token: string): void => {
      writeFileSync(file, `${token}\n`);
      cluster.tokens.clear();
      cluster.tokens.add(token);
    };
    rotate('first');
    const executor = await start({ credentials: tokenInFile(file) });
    expect(await (await rig.hand(executor, ['before'])).ends).toMatchObject([{ kind: 'succeeded' }]);
    rotate('second');
    cluster.breakWatches();
    expect(await (await rig.hand(executor, ['after'])).ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.notices).toEqual([]);
  });

  test('has room for some pods only, and runs the others later', async () => {
    cluster.controller.room = 2;
    const executor = await rig.executor(gatedEngine(kubernetesOn(cluster, `${rig.dir}/engine`), 12));
    const names = Array.from({ length: 12 }, (_, number) => `row-${String(number)}`);
    const handed = [];
    for (const name of names) handed.push(await rig.hand(executor, [name]));
    for (const { ends } of handed) expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual([...names].sort());
    expect(cluster.manifests).toHaveLength(1);
  });

  test('that accepts a Job and refuses its pods says why, and runs it when it does not any more', async () => {
    const why = 'pods "x-0" is forbidden: violates PodSecurity "restricted": runAsNonRoot != true';
    cluster.controller.refusal = why;
    const executor = await start();
    const { ends } = await rig.hand(executor, ['refused']);
    while (rig.notices.length === 0) await delay(5);
    const trouble = { engine: 'kubernetes', reason: 'attempts-stuck' };
    expect(rig.notices).toEqual([
      { kind: 'waiting', ...trouble, detail: expect.stringContaining(`are refused: ${why}`) },
    ]);
    cluster.controller.admit();
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.notices.at(-1)).toEqual({ kind: 'answered', ...trouble });
    expect(rig.runs()).toEqual(['refused']);
  });

  test('ends one pod of a Job by one request, and the others go on', async () => {
    const engine = kubernetesOn(cluster, `${rig.dir}/engine`);
    const gated = gatedEngine(engine, 2);
    const batches: EngineBatch[] = [];
    const spied: Engine = {
      ...gated,
      submit: (batch) => {
        batches.push(batch);
        return gated.submit(batch);
      },
    };
    const executor = await rig.executor(spied);
    for (const name of ['one', 'other']) rig.want(name, 'wait');
    const one = await rig.hand(executor, ['one']);
    const other = await rig.hand(executor, ['other']);
    await appears(one.log, 'begin ');
    await appears(other.log, 'begin ');
    // The pod is asked to end long before a watch shows that.
    cluster.holdEvents();
    const [attempt] = batches.at(-1)?.attempts ?? [];
    const id = attempt?.id ?? '';
    await engine.cancel([id]);
    for (let look = 0; look < 3; look++) await engine.observe([id]);
    cluster.releaseEvents();
    expect(await one.ends).toMatchObject([{ kind: 'failed', problem: { reason: 'killed', signal: 'SIGTERM' } }]);
    rig.want('other', 'succeed');
    expect(await other.ends).toMatchObject([{ kind: 'succeeded' }]);
    expect([cluster.count(/^DELETE .*\/jobs/), cluster.count(/^DELETE .*\/pods$/)]).toEqual([0, 1]);
  });

  test('cancels many with one request', async () => {
    const executor = await start();
    const handed = [];
    for (let number = 0; number < 20; number++) {
      rig.want(`many-${String(number)}`, 'wait');
      handed.push(await rig.hand(executor, [`many-${String(number)}`]));
    }
    for (const { log } of handed) await appears(log, 'begin ');
    executor.stop();
    for (const { ends } of handed) expect(await ends).toMatchObject([{ kind: 'failed' }]);
    expect(cluster.count(/^DELETE/)).toBe(1);
    await cluster.until(() => cluster.jobs.size === 0);
  });

  test('that is too old to leave failed pods alone is refused', async () => {
    cluster.minor = '27+';
    expect(await kubernetesOn(cluster, `${rig.dir}/engine`).limits()).toMatchObject({
      ok: false,
      error: { reason: 'engine-refused', detail: expect.stringContaining('has Kubernetes 1.27') },
    });
  });

  test('whose certificate is not trusted is refused', async () => {
    const tls = { rejectUnauthorized: true };
    const connection = { server: new URL(cluster.url), namespace: 'x', tls, credentials: tokenInFile('/nowhere') };
    const credentials = { get: () => Promise.resolve({ ok: true as const, value: {} }) };
    const engine = kubernetesOn(cluster, `${rig.dir}/engine`, { connection: { ...connection, credentials } });
    expect(await engine.limits()).toMatchObject({
      ok: false,
      error: { reason: 'engine-refused', detail: expect.stringContaining('check certificate-authority') },
    });
  });
});
