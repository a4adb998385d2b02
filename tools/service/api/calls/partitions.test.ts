import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { passOnSignals } from '../../../dev/testing/index.js';
import { ApiRig, GRAPH, manifestOf, ref } from '../testing/index.js';

let rig: ApiRig;

beforeEach(async () => {
  passOnSignals('SIGCHLD');
  rig = await ApiRig.open();
});

afterEach(() => rig[Symbol.asyncDispose]());

interface Page {
  readonly items: readonly { readonly ref: string }[];
  readonly next?: string;
}

const list = async (query: string) => (await rig.get(`/graphs/${GRAPH}/partitions?${query}`)).json as Page;

const refsOf = ({ items }: Page) => items.map(({ ref: each }) => each);

const MONTHS = ['2001-01', '2001-02', '2001-03'];

test('partitions are listed in the order of their refs, page by page', async () => {
  await rig.record(MONTHS.map((month) => `report/month=${month}`));
  const first = await list('limit=2');
  expect(refsOf(first)).toEqual(['report/month=2001-01', 'report/month=2001-02']);
  const second = await list(`limit=2&after=${first.next ?? ''}`);
  expect([refsOf(second), second.next]).toEqual([['report/month=2001-03'], undefined]);
  expect(first.items[0]).toEqual({
    ref: 'report/month=2001-01',
    job: '//test:report',
    manifest: 'm-report/month=2001-01',
    jobVersion: '1.0.0',
    recordedAt: expect.any(Number),
  });
});

test('partitions are filtered by pattern, prefix and job, and those of other graphs are left out', async () => {
  await rig.record(MONTHS.flatMap((month) => [`report/month=${month}`, `delays/month=${month}`, `other/${month}`]));
  expect(refsOf(await list('prefix=delays/month=2001-0'))).toHaveLength(3);
  expect(refsOf(await list('prefix=other'))).toEqual([]);
  expect(refsOf(await list(`match=${encodeURIComponent('*/month=2001-02')}`))).toEqual([
    'delays/month=2001-02',
    'report/month=2001-02',
  ]);
  expect(refsOf(await list(`job=${encodeURIComponent('//test:delays')}&limit=1`))).toEqual(['delays/month=2001-01']);
  expect(refsOf(await list('prefix=delays&match=report/*'))).toEqual([]);
  expect((await rig.get(`/graphs/${GRAPH}/partitions?match=a%7B`)).json).toMatchObject({
    type: 'urn:databuild:problem:bad-pattern',
    errors: [{ field: 'match' }],
  });
});

test('a partition is shown with its manifest, and one that was forgotten with when', async () => {
  await rig.record(['report/month=1']);
  const path = `/graphs/${GRAPH}/partition?ref=report/month=1`;
  expect((await rig.get(path)).json).toMatchObject({
    ref: 'report/month=1',
    exists: true,
    manifest: { id: 'm-report/month=1', outputs: ['report/month=1'] },
  });
  await rig.catalog.forget([ref('report/month=1')]);
  expect((await rig.get(path)).json).toMatchObject({
    status: 404,
    detail: 'there is no partition report/month=1 any more; it was forgotten; its history says when',
  });
  const { json } = await rig.get(`/graphs/${GRAPH}/partition/history?ref=report/month=1`);
  expect(json).toMatchObject({ items: [{ kind: 'forgotten' }, { kind: 'recorded' }] });
});

test('a ref that cannot be one is refused', async () => {
  expect((await rig.get(`/graphs/${GRAPH}/partition?ref=%20a`)).json).toMatchObject({
    status: 400,
    errors: [{ field: 'ref', detail: 'begins or ends with white space; remove it' }],
  });
});

const from = (input: string) => ({
  inputs: [{ depType: 'materialize' as const, ref: ref(input), manifest: null, versionKey: null }],
});

test('lineage goes up by what manifests recorded, step by step', async () => {
  await rig.catalog.record([
    manifestOf('1', ['a']),
    manifestOf('2', ['b'], from('a')),
    manifestOf('3', ['c'], from('b')),
  ]);
  const path = `/graphs/${GRAPH}/partition/lineage?ref=c`;
  expect((await rig.get(`${path}&depth=1`)).json).toMatchObject({
    nodes: [
      { ref: 'c', depth: 0 },
      { ref: 'b', depth: 1 },
    ],
    edges: [{ input: 'b', output: 'c' }],
    truncated: false,
  });
  expect((await rig.get(path)).json).toMatchObject({ nodes: [{ ref: 'c' }, { ref: 'b' }, { ref: 'a' }] });
});

test('lineage goes down, and stops at 300 partitions', async () => {
  await rig.catalog.record([
    manifestOf('1', ['a']),
    ...Array.from({ length: 500 }, (_, n) => manifestOf(`b${String(n)}`, [`b/${String(n)}`], from('a'))),
  ]);
  const { json } = await rig.get(`/graphs/${GRAPH}/partition/lineage?ref=a&direction=down`);
  const { nodes, truncated } = json as { nodes: unknown[]; truncated: boolean };
  expect([nodes.length, truncated]).toEqual([300, true]);
});

test('a program of the graph that fails is a problem of the graph', async () => {
  const { json } = await rig.get(`/graphs/${GRAPH}/partition/explain?ref=a`);
  expect(json).toMatchObject({ status: 502, type: 'urn:databuild:problem:program-failed' });
});
