import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { ownerText } from '../../catalog/index.js';
import { processMark } from '../../base/runtime/index.js';
import { onlyProgram } from '../programs/index.js';
import { openClaims, type Claims } from './claims.js';
import type { State } from './states.js';
import { accepted, RequestRig, scriptProgram } from './testing/rig.js';

jest.setTimeout(60_000);

const TTL = 1_000;
const TO_PLAN: readonly State[] = ['accepted', 'planning'];

describeEachDatabase('the claims of replicas, in %s,', (newUrl) => {
  let rig: RequestRig;
  let now: number;

  beforeEach(async () => {
    now = 1_000_000;
    const programs = onlyProgram(scriptProgram(() => []));
    rig = await RequestRig.open({ programs, url: await newUrl() });
  });

  afterEach(() => rig[Symbol.asyncDispose]());

  const replica = (id: string): Claims =>
    openClaims({ database: rig.database, clock: { now: () => now }, name: 'box', id, ttlMs: TTL });
  const ask = async (count: number): Promise<string[]> => {
    const requests = rig.replica();
    const ids: string[] = [];
    for (let number = 0; number < count; number++) ids.push(await accepted(requests, { refs: ['a/1'] }));
    return ids;
  };
  const idsOf = async (rows: Promise<readonly { readonly id: string }[]>): Promise<string[]> =>
    (await rows).map(({ id }) => id).sort();

  test('divide requests, so that each belongs to one', async () => {
    const ids = await ask(20);
    const replicas = ['a', 'b', 'c', 'd'].map(replica);
    const claimed = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => idsOf((replicas[turn % 4] as Claims).claim(TO_PLAN, 2))),
    );
    expect(claimed.flat().sort()).toEqual(ids);
  });

  test('last as long as they are renewed, and then belong to whoever asks', async () => {
    const [id] = await ask(1);
    const [a, b] = [replica('a'), replica('b')];
    expect(await idsOf(a.claim(TO_PLAN, 1))).toEqual([id]);
    now += TTL - 1;
    expect(await idsOf(a.renew())).toEqual([id]);
    now += TTL - 1;
    expect(await idsOf(b.claim(TO_PLAN, 1))).toEqual([]);
    now += 2;
    expect(await idsOf(b.claim(TO_PLAN, 1))).toEqual([id]);
    expect(await idsOf(a.renew())).toEqual([]);
  });

  test('are free at once when they are released, or when their process has certainly ended', async () => {
    const [id = ''] = await ask(1);
    const [a, b] = [replica('a'), replica('b')];
    await a.claim(TO_PLAN, 1);
    await b.releaseEnded();
    expect(await idsOf(b.claim(TO_PLAN, 1))).toEqual([]);
    await a.release();
    expect(await idsOf(b.claim(TO_PLAN, 1))).toEqual([id]);

    const child = spawn('/bin/sleep', ['1000']);
    const dead = ownerText({ name: 'box:dead', ttlMs: TTL, processes: [processMark(child.pid ?? 0)] });
    await rig.database.run('UPDATE requests SET owner = $1, owner_expires = $2', [dead, now + TTL]);
    await a.releaseEnded();
    expect(await idsOf(a.claim(TO_PLAN, 1))).toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await a.releaseEnded();
    expect(await idsOf(a.claim(TO_PLAN, 1))).toEqual([id]);
  });

  test('begin with the most important requests', async () => {
    const [first = '', second = '', third = ''] = await ask(3);
    await rig.replica().setPriority(third, 1, { name: 'ann', role: 'operator' });
    expect(await idsOf(replica('a').claim(TO_PLAN, 1))).toEqual([third]);
    expect(await idsOf(replica('b').claim(TO_PLAN, 1))).toEqual([first]);
    expect(await idsOf(replica('c').claim(TO_PLAN, 1))).toEqual([second]);
  });
});
