import { describe, expect, test } from '@jest/globals';
import { changesIn, judge, type ProcessEnd, type RunEvents, type RunOutcome } from './run_end.js';

const DRIFT = `databuild exec: the plan is out of date:
  //t:j: version 1.0.0 → 1.1.0
  a/1 was rebuilt: manifest 1 → 2
plan again, or pass --on-drift=replan
`;

const NONE: RunEvents = {};
const BEGUN: RunEvents = { build: 'b' };
const ended = (outcome: NonNullable<RunEvents['outcome']>): RunEvents => ({ build: 'b', outcome });
const UNSEEN: ProcessEnd = undefined;

describe('a run is judged', () => {
  test.each<[what: string, end: ProcessEnd, events: RunEvents, stderr: string, outcome: RunOutcome]>([
    ['exit code 0', { code: 0 }, ended('succeeded'), '', 'succeeded'],
    ['exit code 0 without events, if all was done before', { code: 0 }, NONE, '', 'succeeded'],
    ['exit code 1', { code: 1 }, ended('failed'), '', 'failed'],
    ['exit code 1, also if only its output failed', { code: 1 }, ended('succeeded'), '', 'failed'],
    ['exit code 2 with what changed', { code: 2 }, NONE, DRIFT, 'drifted'],
    ['exit code 2 with anything else', { code: 2 }, NONE, 'the catalog cannot be written', 'refused'],
    ['exit code 2 at the end of a build', { code: 2 }, ended('failed'), '', 'failed'],
    ['the exit code of SIGINT', { code: 130 }, ended('cancelled'), '', 'cancelled'],
    ['the exit code of SIGTERM', { code: 143 }, NONE, '', 'cancelled'],
    ['a signal that killed it', { signal: 'SIGKILL' }, BEGUN, '', 'interrupted'],
    ['its events, if nobody saw it end', UNSEEN, ended('succeeded'), '', 'succeeded'],
    ['its events, if nobody saw it fail', UNSEEN, ended('failed'), '', 'failed'],
    ['its events, if nobody saw it being cancelled', UNSEEN, ended('cancelled'), '', 'cancelled'],
    ['events without an end', UNSEEN, BEGUN, '', 'interrupted'],
    ['no events', UNSEEN, NONE, DRIFT, 'interrupted'],
  ])('by %s', (_, end, events, stderr, outcome) => {
    expect(judge(end, events, stderr)).toBe(outcome);
  });
});

test('what changed since a plan was made is read from the message', () => {
  expect(changesIn(DRIFT)).toEqual(['//t:j: version 1.0.0 → 1.1.0', 'a/1 was rebuilt: manifest 1 → 2']);
  expect(changesIn('something else')).toEqual([]);
});
