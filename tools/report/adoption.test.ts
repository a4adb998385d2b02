import { expect, test } from '@jest/globals';
import { fakeTask, refs } from '../dev/testing/index.js';
import { describeSplitAdoption, describeSplitBlessing } from './adoption.js';

const task = fakeTask({ job: '//t:j', outputs: ['a', 'b', 'c', 'd'] });

test('a message separates named outputs from missing ones, in whatever order the task lists them', () => {
  const split = { task, named: refs('c'), missing: refs('a', 'd') };
  expect(describeSplitAdoption(split)).toBe(
    'cannot adopt c without a, d: one task of //t:j makes all of them; adopt all of them, or none',
  );
  expect(describeSplitBlessing(split)).toBe(
    'cannot bless c: the same task of //t:j makes a, d, which the catalog does not have; build or adopt those first',
  );
});

test('a long list of outputs is cut off', () => {
  const many = Array.from({ length: 100 }, (_, each) => `day/${String(each)}`);
  expect(describeSplitAdoption({ task, named: refs('a'), missing: refs(...many) })).toContain(
    'without day/0, day/1, day/2, day/3, day/4 and 95 more: ',
  );
});
