import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../base/model/index.js';
import { inputOf, manifestOf, ref } from '../../catalog/conformance/manifests.js';
import { passOnSignals } from '../../dev/testing/index.js';
import { GRAPH, Rig, type Replica } from './testing/index.js';

const ANN = { name: 'ann', role: 'operator' } as const;
const QUIET_MS = 5_000;

let rig: Rig;
let one: Replica;
let deafen: () => void;
let ids = 0;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  rig = await Rig.open();
  one = await rig.replica();
});

afterEach(async () => {
  deafen();
  await rig.close();
});

/** Records partitions, made from others. */
async function record(outputs: readonly string[], inputs: Manifest['inputs'] = []): Promise<void> {
  await one.opened.catalog.record([manifestOf(`m${String(++ids)}`, outputs, { inputs })]);
}

const from = (...refs: readonly string[]) => refs.map((each) => inputOf(each, 'm0'));

/** Looks twice: changes are gathered until it is quiet. */
async function look(replica: Replica = one): Promise<void> {
  await replica.look();
  rig.advance(QUIET_MS);
  await replica.look();
}

describe('a trigger on partitions', () => {
  test('begins when it is first seen, and reacts to what is recorded and matches', async () => {
    await record(['raw/date=1']);
    rig.deploy({ sums: { onPartitions: ['raw/date={date}'], requests: ['sum/date={date}'] } });
    await look();
    await record(['raw/date=2']);
    await record(['other/date=3', 'raw/date=3/x']);
    await look();
    expect(await one.requests()).toMatchObject([{ key: 'sums partitions/1-4', refs: ['sum/date=2'] }]);
  });

  test('gathers changes until it is quiet, into one event', async () => {
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await one.look();
    for (const n of ['1', '2', '2', '3']) {
      await record([`raw/${n}`]);
      rig.advance(2_000);
      await one.look();
    }
    expect(await one.requested()).toEqual([]);
    rig.advance(QUIET_MS);
    await one.look();
    expect(await one.requested()).toEqual(['sum/1 sum/2 sum/3']);
  });

  test('does not wait longer than a minute for quiet', async () => {
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await one.look();
    for (let n = 0; n < 20; n++) {
      await record([`raw/${String(n)}`]);
      await one.look();
      rig.advance(4_000);
    }
    const [first] = await one.requests();
    expect(first?.refs).toHaveLength(16);
  });

  test('has at most so many changes in one event', async () => {
    const small = await rig.replica('two', { changes: 3 });
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await small.look();
    await record(['1', '2', '3', '4', '5'].map((n) => `raw/${n}`));
    await small.look();
    await look(small);
    expect(await small.requested()).toEqual(['sum/1 sum/2 sum/3', 'sum/4 sum/5']);
  });

  test('does not react to partitions that were forgotten', async () => {
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await record(['raw/1']);
    await one.look();
    await record(['raw/2', 'raw/3']);
    await one.look();
    await one.opened.catalog.forget(['raw/1', 'raw/2'].map(ref));
    await look();
    expect(await one.requested()).toEqual(['sum/3']);
  });

  test('gives its refs program the refs, the patterns and what their names stand for', async () => {
    const refs = await rig.program('refs', '#!/bin/sh\ncat > input.json\necho x\n');
    rig.deploy({ sums: { onPartitions: ['a/{n}', 'b/{m}/{n}'], refs } });
    await one.look();
    await record(['a/2', 'b/x/1']);
    await look();
    expect(JSON.parse(await readFile(join(rig.folder, 'input.json'), 'utf8'))).toMatchObject({
      kind: 'partitions',
      after: 0,
      until: 2,
      partitions: [
        { ref: 'a/2', pattern: 'a/{n}', names: { n: '2' } },
        { ref: 'b/x/1', pattern: 'b/{m}/{n}', names: { m: 'x', n: '1' } },
      ],
    });
  });

  test('goes on after a pause with what happened meanwhile, unless catch_up is "none"', async () => {
    const sums = { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] };
    rig.deploy({ sums, live: { ...sums, requests: ['live/{n}'], catchUp: 'none' } });
    await one.look();
    for (const name of ['sums', 'live']) await one.triggers.pause(GRAPH, name, ANN);
    await record(['raw/1']);
    await look();
    expect(await one.requested()).toEqual([]);
    for (const name of ['sums', 'live']) await one.triggers.resume(GRAPH, name, ANN);
    await look();
    await record(['raw/2']);
    await look();
    expect((await one.requested()).sort()).toEqual(['live/2', 'sum/1', 'sum/2']);
    expect(await one.outcomes('live')).toEqual(['partitions: catch-up-none', 'partitions: request']);
  });

  test('follows another catalog from its end, and records that changes were lost', async () => {
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await record(['raw/1']);
    await one.look();
    await one.opened.database.run(`UPDATE triggers SET cursor = '{"changes":1000}', revision = revision + 1`);
    await look();
    await record(['raw/2']);
    await look();
    expect(await one.outcomes('sums')).toEqual(['partitions: changes-lost', 'partitions: request']);
    expect(await one.requested()).toEqual(['sum/2']);
  });

  test('can be fired by hand for some partitions', async () => {
    rig.deploy({ sums: { onPartitions: ['raw/{n}'], requests: ['sum/{n}'] } });
    await one.triggers.fire(GRAPH, 'sums', { partitions: ['raw/7'] }, ANN);
    await one.look();
    expect(await one.requested()).toEqual(['sum/7']);
  });
});

describe('late data: a trigger on partitions that says nothing of what to request', () => {
  beforeEach(async () => {
    rig.deploy({ late: { onPartitions: ['raw/{n}'] } });
    await record(['raw/1', 'raw/2']);
    await record(['day/1'], from('raw/1'));
    await record(['day/2'], from('raw/2'));
    await record(['month'], from('day/1', 'day/2'));
    await record(['lookup'], [{ ...inputOf('raw/1', 'm1'), depType: 'query' }]);
    await one.look();
  });

  test('requests everything that exists and was made from them, to be built where it would read other data', async () => {
    await record(['raw/2']);
    await look();
    expect(await one.requests()).toMatchObject([{ refs: ['day/2', 'month'], body: { mode: { reread: ['raw/2'] } } }]);
  });

  test('follows what partitions are made from now', async () => {
    await record(['day/1'], from('raw/2'));
    await look();
    await record(['raw/2']);
    await look();
    expect(await one.requested()).toEqual(['day/1 day/2 month']);
    await one.opened.catalog.forget([ref('month')]);
    await record(['raw/1']);
    await look();
    expect(await one.outcomes('late')).toEqual(['partitions: request', 'partitions: nothing-downstream']);
  });

  test('records that nothing is downstream', async () => {
    await record(['raw/3']);
    await look();
    expect(await one.requested()).toEqual([]);
    expect(await one.outcomes('late')).toEqual(['partitions: nothing-downstream']);
  });

  test('does not request more than a request may have', async () => {
    const small = await rig.replica('two', { refs: 1 });
    await record(['raw/1']);
    await look(small);
    expect(await small.triggers.get(GRAPH, 'late')).toMatchObject({
      value: { problem: { reason: 'too-many-downstream' } },
    });
  });
});
