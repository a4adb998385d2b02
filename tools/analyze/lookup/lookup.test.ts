import { expect, test } from '@jest/globals';
import {
  fails,
  fakeAsk,
  fakeDescriptor,
  fakeJob,
  lookupByPrefix,
  prints,
  printsText,
  refs,
  type FakeProgram,
} from '../../dev/testing/index.js';
import { lookup, place } from './lookup.js';

const descriptor = fakeDescriptor([fakeJob('a'), fakeJob('b'), fakeJob('c')]);

const lookupWith = (program: FakeProgram, ...texts: string[]) =>
  lookup(refs(...texts), { descriptor, ask: fakeAsk({ lookup: program }).ask });

/** The failures of a lookup that is called with a/1 and b/1 and prints this answer. */
const failuresOf = async (answer: unknown) => {
  const found = await lookupWith(() => prints(answer), 'a/1', 'b/1');
  return found.ok ? [] : found.error;
};

test('returns the refs of each job in the order given, and jobs in the order of the graph', async () => {
  const found = await lookupWith(lookupByPrefix, 'b/2', 'a/1', 'b/1');
  expect(found.ok && [...found.value]).toEqual([
    ['//test:a', ['a/1']],
    ['//test:b', ['b/2', 'b/1']],
  ]);
});

test('accepts labels in any spelling of the BUILD file, even several in one answer', async () => {
  expect(await failuresOf({ ':a': ['a/1'], '//test:a': ['b/1'], '@@//test:b': [] })).toEqual([]);
});

test('starts no process for no refs', async () => {
  const { ask, calls } = fakeAsk({});
  expect(await lookup([], { descriptor, ask })).toEqual({ ok: true, value: new Map() });
  expect(calls).toEqual([]);
});

test('joins the answers if the refs need several processes', async () => {
  const many = Array.from({ length: 60_000 }, (_, number) => `a/some/long/partition/ref/number=${String(number)}`);
  const { ask, calls } = fakeAsk({ lookup: lookupByPrefix });
  const found = await lookup(refs(...many), { descriptor, ask });
  expect(calls.length).toBeGreaterThan(1);
  expect(found.ok && found.value.get('//test:a')).toEqual(many);
});

const lookupOf = { lookup: '//test:graph' };

test('names a ref that is not in the answer', async () => {
  expect(await failuresOf({ ':a': ['a/1'] })).toEqual([{ reason: 'lookup-ref-missing', ...lookupOf, refs: ['b/1'] }]);
});

test('rejects an answer that has a label twice, because one list of refs would be lost', async () => {
  const printed = '{":a":["a/1"],":b":["b/1"],":a":[]}';
  const found = await lookupWith(() => printsText(printed), 'a/1', 'b/1');
  expect(found.ok || found.error).toMatchObject([
    { reason: 'ask-bad-json', problem: { kind: 'name-twice', path: [':a'], excerpt: '":a"', place: { column: 28 } } },
  ]);
});

test('names a ref that is in the answer twice, with both jobs', async () => {
  expect(await failuresOf({ ':a': ['a/1', 'a/1'], ':b': ['b/1', 'a/1'] })).toEqual([
    { reason: 'lookup-ref-twice', ...lookupOf, ref: 'a/1', jobs: ['//test:a', '//test:a'] },
    { reason: 'lookup-ref-twice', ...lookupOf, ref: 'a/1', jobs: ['//test:a', '//test:b'] },
  ]);
});

test('names refs in the answer that were not requested', async () => {
  expect(await failuresOf({ ':a': ['a/1', 'z', ''], ':b': ['b/1'] })).toEqual([
    { reason: 'lookup-ref-unasked', ...lookupOf, job: ':a', refs: ['z', ''] },
  ]);
});

test('names a job that the graph does not have, and lists the jobs of the graph', async () => {
  const known = ['//test:a', '//test:b', '//test:c'];
  expect(await failuresOf({ ':x': ['a/1'], 'a:b:c': ['b/1'] })).toEqual([
    { reason: 'lookup-unknown-job', ...lookupOf, label: ':x', resolved: '//test:x', refs: ['a/1'], known },
    {
      reason: 'lookup-unknown-job',
      ...lookupOf,
      label: 'a:b:c',
      resolved: { reason: 'label-malformed', label: 'a:b:c' },
      refs: ['b/1'],
      known,
    },
  ]);
});

test('reports several problems together', async () => {
  const failures = await failuresOf({ ':x': [], ':a': ['a/1', 'a/1', 'z'] });
  expect(failures.map(({ reason }) => reason)).toEqual([
    'lookup-unknown-job',
    'lookup-ref-twice',
    'lookup-ref-unasked',
    'lookup-ref-missing',
  ]);
});

test.each([[[]], ['text'], [{ ':a': 'a/1' }], [{ '': [] }], [{ ':a': [1] }]])(
  'rejects the answer %j, and reports no missing refs for it',
  async (answer) => {
    expect(await failuresOf(answer)).toMatchObject([
      { reason: 'ask-bad-shape', asked: { what: 'lookup', label: '//test:graph' } },
    ]);
  },
);

test('keeps the refs that one process found if another process fails', async () => {
  const many = Array.from({ length: 60_000 }, (_, number) => `a/some/long/partition/ref/number=${String(number)}`);
  const { ask } = fakeAsk({
    lookup: (asked, request) => (asked.includes(many[0] ?? '') ? fails(1, 'no') : lookupByPrefix(asked, request)),
  });
  const { placed, failures } = await place(refs(...many), { descriptor, ask });
  expect(failures).toMatchObject([{ reason: 'ask-exit-non-zero' }]);
  expect(placed.get('//test:a')).toContain(many.at(-1));
});
