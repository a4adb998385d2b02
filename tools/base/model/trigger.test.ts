import { expect, test } from '@jest/globals';
import { requestedRefs, triggerContradictions, triggerSchema, type TriggerDescriptor } from './trigger.js';

const DAILY = { name: 'daily', catchUp: 'latest', timeoutMs: 60_000, schedule: '0 6 * * *', requests: ['a/{date}'] };

const problemsOf = (fields: object): string[] => {
  const trigger = triggerSchema().parse({ ...DAILY, ...fields });
  return [...triggerContradictions(trigger)].map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test('a trigger has at least one source, and requests refs by a program or by texts', () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ timezone: 'Europe/Berlin', requests: ['a/{year}-{month}-{day}T{hour}:{minute}', 'b'] })).toEqual(
    [],
  );
  expect(problemsOf({ schedule: undefined, onPartitions: ['a/{x}', '{x}/b'], requests: ['c/{x}'] })).toEqual([]);
  expect(problemsOf({ schedule: undefined, requests: undefined, onPartitions: ['a/{x}'] })).toEqual([]);
  expect(problemsOf({ requests: undefined, refs: '_main/refs', http: true })).toEqual([]);
  expect(problemsOf({ schedule: undefined, requests: ['b'], poll: '_main/poll', pollSeconds: 60 })).toEqual([]);
  expect(problemsOf({ refresh: true })).toEqual([]);
});

test.each([
  [
    'without a source',
    { schedule: undefined, requests: ['b'] },
    'schedule: must be there, or onPartitions, http or poll',
  ],
  ['that says nothing', { requests: undefined }, 'requests: must be there, because refs is not'],
  ['that says it in two ways', { refs: '_main/refs' }, 'requests: must not be there, because refs is'],
  [
    'with a time zone for nothing',
    { schedule: undefined, http: true, requests: ['b'], timezone: 'UTC' },
    'timezone: must not be there, because schedule is not',
  ],
  [
    'that refreshes what others made',
    { schedule: undefined, requests: undefined, onPartitions: ['a/{x}'], refresh: true },
    'refresh: must not be there, because neither refs nor requests nor poll is',
  ],
  ['that polls at no time', { requests: ['b'], poll: '_main/poll' }, 'pollSeconds: must be there exactly if poll is'],
  ['with a bad pattern', { requests: ['b'], onPartitions: ['a//b'] }, 'onPartitions.0: "a//b" has an empty segment'],
  ['with a stray brace', { requests: ['b', 'a/{date'] }, 'requests.1: "a/{date" has a stray brace'],
  [
    'with a name that only its schedule binds',
    { onPartitions: ['x/{day}'], requests: ['a/{day}', 'a/{date}'] },
    'requests.1: "a/{date}" has a name that a source does not bind: date',
  ],
  [
    'with a name that calls do not bind',
    { http: true },
    'requests.0: "a/{date}" has a name that a source does not bind: date',
  ],
])('a trigger %s is refused', (_, fields, problem) => {
  expect(problemsOf(fields)).toEqual([expect.stringContaining(problem)]);
});

test('the names of a slot or a pattern are filled in', () => {
  const trigger: TriggerDescriptor = { ...DAILY, catchUp: 'none', requests: ['a/{date}', 'b/{{x}}'] };
  expect(requestedRefs(trigger, new Map([['date', '2024-03-01']]))).toEqual(['a/2024-03-01', 'b/{x}']);
});
