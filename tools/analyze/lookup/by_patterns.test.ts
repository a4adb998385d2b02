import { expect, test } from '@jest/globals';
import {
  fakeAsk,
  fakeDescriptor,
  fakeJob,
  lookupByPrefix,
  patternDescriptor,
  prints,
  refs,
} from '../../dev/testing/index.js';
import { lookup, place } from './lookup.js';

const days = fakeJob('days', { makes: ['days/day={day}', 'hours/day={day}/hour={hour}'] });
const months = fakeJob('months', { makes: ['months/{month}'] });

const lookupOf = { lookup: '//test:graph' };

/** Looks up refs in a graph of these jobs and others, without a program. */
const lookupWithout = (texts: readonly string[], ...others: ReturnType<typeof fakeJob>[]) =>
  lookup(refs(...texts), { descriptor: patternDescriptor([days, months, ...others]), ask: fakeAsk({}).ask });

test('gives each ref to the job whose pattern matches it, and starts no program', async () => {
  const { ask, calls } = fakeAsk({});
  const asked = refs('months/1', 'hours/day=2/hour=3', 'days/day=1', 'months/2');
  const found = await lookup(asked, { descriptor: patternDescriptor([days, months]), ask });
  expect(found.ok && [...found.value]).toEqual([
    ['//test:days', ['hours/day=2/hour=3', 'days/day=1']],
    ['//test:months', ['months/1', 'months/2']],
  ]);
  expect(calls).toEqual([]);
});

test('two patterns of one job may match the same ref', async () => {
  const found = await lookupWithout(['all/1'], fakeJob('all', { makes: ['all/{x}', '{kind}/1'] }));
  expect(found.ok && [...found.value]).toEqual([['//test:all', ['all/1']]]);
});

test('refs that match no pattern are named, with the patterns that there are', async () => {
  expect(await lookupWithout(['days/day=', 'days/day=1', 'weeks/1'])).toEqual({
    ok: false,
    error: [
      {
        reason: 'lookup-ref-missing',
        ...lookupOf,
        refs: ['days/day=', 'weeks/1'],
        patterns: ['days/day={day}', 'hours/day={day}/hour={hour}', 'months/{month}'],
      },
    ],
  });
});

test('refs that patterns of two jobs match are named once, with both', async () => {
  const asked = ['days/day=1', 'months/1', 'days/day=2', 'weeks/1'];
  expect(await lookupWithout(asked, fakeJob('any', { makes: ['weeks/{week}', '{kind}/day={day}'] }))).toEqual({
    ok: false,
    error: [
      {
        reason: 'lookup-two-patterns',
        ...lookupOf,
        refs: ['days/day=1', 'days/day=2'],
        first: { job: '//test:days', pattern: 'days/day={day}' },
        second: { job: '//test:any', pattern: '{kind}/day={day}' },
      },
    ],
  });
});

test('refs that nobody disputes are placed all the same', async () => {
  const descriptor = patternDescriptor([days, fakeJob('other', { makes: ['days/day=1'] })]);
  const { placed, failures } = await place(refs('days/day=1', 'days/day=2', 'x'), { descriptor, ask: fakeAsk({}).ask });
  expect([...placed]).toEqual([['//test:days', ['days/day=2']]]);
  expect(failures.map(({ reason }) => reason)).toEqual(['lookup-two-patterns', 'lookup-ref-missing']);
});

const free = fakeJob('free');

/** Looks up refs in a graph with a program that gives these answers. */
const lookupByProgram = (answer: Readonly<Record<string, readonly string[]>>) => {
  const { ask } = fakeAsk({ lookup: () => prints(answer) });
  const asked = refs(...Object.values(answer).flat());
  return place(asked, { descriptor: fakeDescriptor([days, months, free]), ask });
};

test('a program may give refs to jobs whose patterns match, and what no pattern matches to a job without patterns', async () => {
  const { placed, failures } = await lookupByProgram({ ':days': ['days/day=1'], ':free': ['x'] });
  expect(failures).toEqual([]);
  expect([...placed]).toEqual([
    ['//test:days', ['days/day=1']],
    ['//test:free', ['x']],
  ]);
});

test('a program that gives refs to another job than the patterns is refused', async () => {
  const { placed, failures } = await lookupByProgram({
    ':free': ['days/day=1', 'x', 'days/day=2'],
    ':days': ['months/1', 'days/day=3'],
  });
  expect(failures).toEqual([
    {
      reason: 'lookup-other-pattern',
      ...lookupOf,
      job: '//test:days',
      refs: ['months/1'],
      claim: { job: '//test:months', pattern: 'months/{month}' },
    },
    {
      reason: 'lookup-other-pattern',
      ...lookupOf,
      job: '//test:free',
      refs: ['days/day=1', 'days/day=2'],
      claim: { job: '//test:days', pattern: 'days/day={day}' },
    },
  ]);
  expect([...placed]).toEqual([
    ['//test:days', ['days/day=3']],
    ['//test:free', ['x']],
  ]);
});

test('a program that gives a job what its patterns do not match is refused', async () => {
  const { failures } = await lookupByProgram({ ':months': ['months/1', 'month/2', 'months/3/4'] });
  expect(failures).toEqual([
    {
      reason: 'lookup-no-pattern',
      ...lookupOf,
      job: '//test:months',
      refs: ['month/2', 'months/3/4'],
      makes: ['months/{month}'],
    },
  ]);
});

test('a program whose jobs have no patterns is believed', async () => {
  const { ask } = fakeAsk({ lookup: lookupByPrefix });
  const found = await lookup(refs('free/1'), { descriptor: fakeDescriptor([free]), ask });
  expect(found.ok).toBe(true);
});
