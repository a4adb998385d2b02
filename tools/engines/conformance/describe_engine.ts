import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { AttemptEnd } from '../../exec/index.js';
import { appears } from '../../dev/testing/index.js';
import type { Engine } from '../engine.js';
import { EngineRig, type Handed } from '../testing/index.js';
import { describeAdoption } from './describe_adoption.js';
import type { EngineSubject } from './engine_subject.js';
import { until } from './until.js';

/** Checks what a build relies on. Every engine has a test that calls it. */
export function describeEngine(subject: EngineSubject): void {
  const { name, make, lostAfterMs, isReliable } = subject;
  describeAdoption(subject);
  describe(`the engine ${name}`, () => {
    jest.setTimeout(60_000);

    let rig: EngineRig;

    beforeEach(() => {
      rig = new EngineRig();
    });

    afterEach(() => rig.remove());

    const start = (more: { readonly maxLosses?: number } = {}) =>
      rig.executor(make(`${rig.dir}/engine`), { lostAfterMs, maxLosses: 50, ...more });

    const kinds = async (handed: readonly Handed[]): Promise<(readonly AttemptEnd['kind'][])[]> =>
      (await Promise.all(handed.map(({ ends }) => ends))).map((ends) => ends.map(({ kind }) => kind));

    test('reports how each attempt ended, by its result file, and that it started before', async () => {
      const executor = await start();
      rig.want('bad', 'fail');
      const good = await rig.hand(executor, ['good']);
      const bad = await rig.hand(executor, ['bad']);
      expect(await good.ends).toMatchObject([{ kind: 'succeeded', metadata: { task: expect.anything() } }]);
      expect(await bad.ends).toMatchObject([{ kind: 'failed', problem: { reason: 'exit-non-zero', code: 3 } }]);
      for (const { starts } of [good, bad]) expect(starts).toMatchObject([{ host: expect.anything() }]);
    });

    test('runs a batch as one attempt, and reports each of its tasks', async () => {
      const executor = await start();
      rig.want('b', 'fail');
      expect(await kinds([await rig.hand(executor, ['a', 'b', 'c'])])).toEqual([['succeeded', 'failed', 'succeeded']]);
    });

    test('ends many attempts, each once', async () => {
      const executor = await start();
      const names = Array.from({ length: 40 }, (_, number) => `many-${String(number)}`);
      const handed = [];
      for (const each of names) handed.push(await rig.hand(executor, [each]));
      expect(await kinds(handed)).toEqual(names.map(() => ['succeeded']));
      for (const { starts } of handed) expect(starts).toHaveLength(1);
      if (isReliable) expect(rig.runs()).toEqual([...names].sort());
    });

    test('copies the log while the attempt runs, and all of it before it ends', async () => {
      const executor = await start();
      rig.want('slow', 'wait');
      const { ends, log } = await rig.hand(executor, ['slow']);
      await appears(log, 'begin ');
      rig.want('slow', 'succeed');
      await ends;
      expect(readFileSync(log, 'utf8')).toMatch(/begin [0-9a-f]+\nend [0-9a-f]+\n$/);
    });

    test('submits an attempt again that ends without a result', async () => {
      const executor = await start();
      rig.want('flaky', 'wait');
      const { ends, log, starts } = await rig.hand(executor, ['flaky']);
      await appears(log, 'begin ');
      rig.want('flaky', 'vanish');
      await appears(log, 'begin ').then(() => until(() => rig.runs().length > 1));
      rig.want('flaky', 'succeed');
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      expect(starts).toHaveLength(1);
    });

    if (!isReliable) return;

    test('leaves no files of attempts when the build has ended', async () => {
      const executor = await start();
      const handed = [await rig.hand(executor, ['a']), await rig.hand(executor, ['b'])];
      expect(await kinds(handed)).toEqual([['succeeded'], ['succeeded']]);
      const tasks = handed.flatMap(({ tasks: own }) => own);
      executor.settled(tasks);
      expect(rig.batches()).not.toEqual([]);
      await executor.close();
      expect(rig.batches()).toEqual([]);
    });

    test('gives up an attempt that is lost again and again', async () => {
      const executor = await start({ maxLosses: 1 });
      rig.want('gone', 'vanish');
      const { ends } = await rig.hand(executor, ['gone']);
      expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'lost', times: 2 } }]);
      expect(rig.runs()).toEqual(['gone', 'gone']);
    });

    test('ends running attempts when the build stops', async () => {
      const executor = await start();
      rig.want('endless', 'wait');
      const { ends, log } = await rig.hand(executor, ['endless']);
      await appears(log, 'begin ');
      executor.stop();
      expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'killed' } }]);
      expect(await kinds([await rig.hand(executor, ['late'])])).toEqual([['not-started']]);
    });

    test('accepts an attempt once, however often it is submitted, also after a restart of the driver', async () => {
      const executor = await start();
      rig.want('twice', 'wait');
      const submitted: Parameters<Engine['submit']>[0][] = [];
      const engine = make(`${rig.dir}/engine`);
      const spied: Engine = {
        ...engine,
        submit: (batch) => {
          submitted.push(batch);
          return engine.submit(batch);
        },
      };
      const other = await rig.executor(spied, { lostAfterMs });
      const { ends, log } = await rig.hand(other, ['twice']);
      await appears(log, 'begin ');
      const [batch] = submitted;
      const restarted = make(`${rig.dir}/engine`);
      expect(await restarted.limits()).toMatchObject({ ok: true });
      const id = batch?.attempts[0]?.id ?? '';
      if (batch !== undefined) expect(await restarted.submit(batch)).toEqual({ accepted: [id] });
      expect(await restarted.observe([id])).toMatchObject({ ok: true, value: new Map([[id, { state: 'running' }]]) });
      rig.want('twice', 'succeed');
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      expect(rig.runs()).toEqual(['twice']);
      await restarted.close();
      await executor.close();
    });
  });
}
