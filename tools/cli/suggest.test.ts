import { expect, test } from '@jest/globals';
import { suggest } from './suggest.js';

const OPTIONS = ['help', 'state-dir', 'data-dir', 'jobs', 'quiet'];

test.each([
  ['state-dri', 'state-dir'],
  ['statedir', 'state-dir'],
  ['job', 'jobs'],
  ['quite', 'quiet'],
  ['date-dir', 'data-dir'],
  ['frobnicate', undefined],
])('the suggestion for %s is %s', (typed, meant) => {
  expect(suggest(typed, OPTIONS)).toBe(meant);
});
