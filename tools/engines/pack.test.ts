import { expect, test } from '@jest/globals';
import type { EngineAttempt } from './engine.js';
import { divideArray, packAttempts } from './pack.js';

const attempt = (id: string, about: Partial<EngineAttempt> = {}): EngineAttempt => ({
  id,
  line: `${id}\n`,
  job: '//t:job',
  resources: {},
  timeoutMs: 0,
  expectedMs: 0,
  ...about,
});

/** The ids of the attempts of each element of each array. */
const packed = (attempts: readonly EngineAttempt[], packMs: number, maxElements = 1000): string[][] =>
  packAttempts(attempts, { packMsOf: () => packMs, maxElements }).map(({ elements }) =>
    elements.map((element) => element.map(({ id }) => id).join('+')),
  );

test('short attempts share an element until it takes about as long as is wanted', () => {
  const attempts = ['a', 'b', 'c', 'd', 'e'].map((id) => attempt(id, { expectedMs: 20 }));
  expect(packed(attempts, 50)).toEqual([['a+b', 'c+d', 'e']]);
  expect(packed(attempts, 1000)).toEqual([['a+b+c+d+e']]);
  expect(packed(attempts, 0)).toEqual([['a', 'b', 'c', 'd', 'e']]);
});

test('attempts of different durations share an element as far as they fit', () => {
  const of = (id: string, expectedMs: number): EngineAttempt => attempt(id, { expectedMs });
  expect(packed([of('a', 30), of('b', 30), of('long', 500), of('c', 10), of('d', 40)], 60)).toEqual([
    ['a+b', 'long', 'c+d'],
  ]);
});

test('an attempt of unknown duration has an element of its own', () => {
  const attempts = [attempt('a', { expectedMs: 1 }), attempt('unknown'), attempt('b', { expectedMs: 1 })];
  expect(packed(attempts, 50)).toEqual([['a', 'unknown', 'b']]);
});

test('an array has attempts of one job with the same resources and timeout', () => {
  const gpu = { resources: { cpu: 2, gpu: 1 } };
  const attempts = [
    attempt('a'),
    attempt('gpu', gpu),
    attempt('b'),
    attempt('other', { job: '//t:other' }),
    attempt('same gpu', { resources: { gpu: 1, cpu: 2 } }),
    attempt('limited', { timeoutMs: 1000 }),
  ];
  expect(packed(attempts, 0)).toEqual([['a', 'b'], ['gpu', 'same gpu'], ['other'], ['limited']]);
});

test('an array has no more elements than are allowed', () => {
  const attempts = ['a', 'b', 'c', 'd', 'e'].map((id) => attempt(id));
  expect(packed(attempts, 0, 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('an element may take as long as all its attempts together', () => {
  const attempts = ['a', 'b', 'c'].map((id) => attempt(id, { timeoutMs: 1000, expectedMs: 10 }));
  expect(packAttempts(attempts, { packMsOf: () => 25, maxElements: 10 })).toMatchObject([{ timeoutMs: 2000 }]);
});

test('the parts of an array have all its elements, in order', () => {
  const [array] = packAttempts(
    ['a', 'b', 'c'].map((id) => attempt(id)),
    { packMsOf: () => 0, maxElements: 10 },
  );
  const parts = array === undefined ? [] : divideArray(array, 2);
  expect(parts.map(({ elements }) => elements.flat().map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
});
