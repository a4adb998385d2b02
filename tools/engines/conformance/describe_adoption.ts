import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { appears } from '../../dev/testing/index.js';
import type { PartitionRef } from '../../base/model/index.js';
import type { Engine, EngineExecutor } from '../index.js';
import { EngineRig, type Handed, type Wish } from '../testing/index.js';
import type { EngineSubject } from './engine_subject.js';
import { until } from './until.js';

/** Checks what a driver finds again of one that was killed. */
export function describeAdoption({ name, make, lostAfterMs, isReliable }: EngineSubject): void {
  describe(`after its driver was killed, the engine ${name}`, () => {
    jest.setTimeout(60_000);

    let rig: EngineRig;

    beforeEach(() => {
      rig = new EngineRig();
    });

    afterEach(() => rig.remove());

    const start = (engine: Engine = make(`${rig.dir}/engine`)): Promise<EngineExecutor> =>
      rig.executor(engine, { lostAfterMs, maxLosses: 50 });

    /** Has a driver killed while its attempt runs. */
    const killedWith = async (names: readonly string[], wish: Partial<Wish> = {}): Promise<Handed> => {
      const executor = await start();
      for (const each of names) rig.want(each, 'wait');
      const handed = await rig.hand(executor, names, {}, wish);
      await appears(handed.log, 'begin ');
      rig.kill(executor);
      return handed;
    };

    const allow = (...names: readonly string[]): void => {
      for (const each of names) rig.want(each, 'succeed');
    };

    const runs = (...names: readonly string[]): void => {
      if (isReliable) expect(rig.runs()).toEqual([...names].sort());
    };

    test('goes on with a running attempt, with its log from the beginning', async () => {
      await killedWith(['kept']);
      const { ends, starts, log } = await rig.hand(await start(), ['kept']);
      await appears(log, 'begin ');
      allow('kept');
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      expect(starts).toMatchObject([{ host: expect.anything(), time: expect.any(Number) }]);
      expect(readFileSync(log, 'utf8')).toMatch(/^begin [0-9a-f]+\nend [0-9a-f]+\n$/);
      runs('kept');
    });

    test('finds the result that came while no driver was there', async () => {
      await killedWith(['done']);
      allow('done');
      await until(() => rig.results('done').length > 0);
      const { ends, starts } = await rig.hand(await start(), ['done']);
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      expect(starts).toHaveLength(1);
      runs('done');
    });

    test('goes on with an attempt although drivers were killed twice', async () => {
      await killedWith(['twice']);
      const second = await start();
      await appears((await rig.hand(second, ['twice'])).log, 'begin ');
      rig.kill(second);
      const { ends, log } = await rig.hand(await start(), ['twice']);
      await appears(log, 'begin ');
      allow('twice');
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      runs('twice');
    });

    test('ends an attempt that read other inputs before its task is tried again', async () => {
      await killedWith(['changed'], { inputs: [read('1')] });
      const { ends } = await rig.hand(await start(), ['changed'], {}, { inputs: [read('2')] });
      await until(() => rig.results('changed').length > 0);
      allow('changed');
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      const [before, after] = rig.results('changed');
      expect(before).toMatchObject({ signal: 'SIGTERM' });
      if (isReliable)
        expect(Date.parse(after?.startTime ?? '')).toBeGreaterThanOrEqual(Date.parse(before?.endTime ?? ''));
      runs('changed', 'changed');
    });

    if (!isReliable) return;

    test('makes a forced task again, unless it was forced before', async () => {
      await killedWith(['a', 'b'], { reason: { kind: 'forced' } });
      allow('a', 'b');
      await until(() => rig.results('b').length > 0);
      const executor = await start();
      const forced = await rig.hand(executor, ['a'], {}, { reason: { kind: 'forced' } });
      const plain = await rig.hand(executor, ['b']);
      expect([...(await forced.ends), ...(await plain.ends)]).toMatchObject([
        { kind: 'succeeded' },
        { kind: 'succeeded' },
      ]);
      runs('a', 'b');
      await killedWith(['c']);
      allow('c');
      await until(() => rig.results('c').length > 0);
      const { ends } = await rig.hand(await start(), ['c'], {}, { reason: { kind: 'forced' } });
      expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
      runs('a', 'b', 'c', 'c');
    });

    test('adopts the tasks of a batch that are wanted, whatever batches they are in now', async () => {
      await killedWith(['a', 'b', 'c']);
      const executor = await start();
      const one = await rig.hand(executor, ['a']);
      const other = await rig.hand(executor, ['b', 'new']);
      await appears(one.log, 'begin ');
      allow('a', 'b', 'c');
      expect(await one.ends).toMatchObject([{ kind: 'succeeded' }]);
      expect(await other.ends).toMatchObject([{ kind: 'succeeded' }, { kind: 'succeeded' }]);
      expect(other.starts).toHaveLength(1);
      runs('a', 'b', 'c', 'new');
    });

    test('tries again what has failed while no driver was there, and only that', async () => {
      await killedWith(['good', 'bad']);
      allow('good');
      rig.want('bad', 'fail');
      await until(() => rig.results('bad').length > 0);
      allow('bad');
      const { ends } = await rig.hand(await start(), ['good', 'bad']);
      expect(await ends).toMatchObject([{ kind: 'succeeded' }, { kind: 'succeeded' }]);
      runs('good', 'bad', 'bad');
    });

    test('reports an attempt as failed that fails after it was adopted', async () => {
      await killedWith(['fails']);
      const { ends, log } = await rig.hand(await start(), ['fails']);
      await appears(log, 'begin ');
      rig.want('fails', 'fail');
      expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'exit-non-zero' } }]);
      runs('fails');
    });

    test('starts an attempt once that was recorded and never submitted, or submitted without a word', async () => {
      for (const isSubmitted of [false, true]) {
        const engine = make(`${rig.dir}/engine`);
        const asked = Promise.withResolvers<undefined>();
        const executor = await start({
          ...engine,
          name: engine.name,
          submit: async (batch) => {
            if (isSubmitted) await engine.submit(batch);
            asked.resolve(undefined);
            return new Promise(() => undefined);
          },
        });
        const task = `submitted-${String(isSubmitted)}`;
        await rig.hand(executor, [task]);
        await asked.promise;
        rig.kill(executor);
        expect(await (await rig.hand(await start(), [task])).ends).toMatchObject([{ kind: 'succeeded' }]);
      }
      runs('submitted-false', 'submitted-true');
    });

    test('does not adopt what a build has cancelled, and waits for its end', async () => {
      const executor = await start();
      rig.want('cancelled', 'wait');
      const { ends, log } = await rig.hand(executor, ['cancelled']);
      await appears(log, 'begin ');
      executor.kill();
      await ends;
      rig.nextBuild();
      const again = await rig.hand(await start(), ['cancelled']);
      await until(() => rig.results('cancelled').length > 0);
      allow('cancelled');
      expect(await again.ends).toMatchObject([{ kind: 'succeeded' }]);
      runs('cancelled', 'cancelled');
    });
  });
}

function read(manifest: string): Wish['inputs'][number] {
  return { depType: 'materialize', ref: 'in' as PartitionRef, manifest, versionKey: 'v' };
}
