import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CatchUp } from '../../base/model/index.js';
import { COUNT_LIMIT, dueSlots, type DueQuery } from './due_slots.js';
import { compileSchedule, type Schedule } from './schedule.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function schedule(text: string, timezone?: string): Schedule {
  const compiled = compileSchedule(text, timezone);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** A slot every day at six in the morning, and nobody has looked for a week: it is seven in the morning of March 8. */
const NOW = Date.parse('2026-03-08T07:00:00Z');
const WEEK: DueQuery = {
  schedule: schedule('0 6 * * *'),
  catchUp: 'all',
  after: NOW - 7 * DAY,
  now: NOW,
  missedUntil: NOW - MINUTE,
  limit: 1000,
};

const day = (at: number): string => new Date(at).toISOString().slice(5, 10);

describe('after a week in which nobody looked', () => {
  test('"all" handles every slot, in order', () => {
    const { handled, skipped } = dueSlots(WEEK);
    expect(handled.map(day)).toEqual(['03-02', '03-03', '03-04', '03-05', '03-06', '03-07', '03-08']);
    expect(skipped).toEqual([]);
  });

  test('"latest" handles the last slot, and records the others together', () => {
    const { handled, skipped } = dueSlots({ ...WEEK, catchUp: 'latest' });
    expect(handled.map(day)).toEqual(['03-08']);
    expect(skipped).toMatchObject([{ reason: 'catch-up-latest', count: 6, after: WEEK.after }]);
  });

  test('"none" handles no slot, and records all of them together', () => {
    const { handled, skipped } = dueSlots({ ...WEEK, catchUp: 'none' });
    expect(handled).toEqual([]);
    expect(skipped).toMatchObject([{ reason: 'catch-up-none', count: 7 }]);
  });

  test.each<[CatchUp, string[]]>([
    ['all', ['03-01', '03-02', '03-03', '03-04', '03-05', '03-06', '03-07', '03-08']],
    ['latest', ['03-08']],
    ['none', ['03-08']],
  ])('"%s" handles a slot that is on time', (catchUp, days) => {
    const { handled } = dueSlots({ ...WEEK, catchUp, after: NOW - 7.5 * DAY, missedUntil: NOW - 2 * 60 * MINUTE });
    expect(handled.map(day)).toEqual(days);
  });
});

test('a schedule of every second, after a year, is handled up to a limit; the rest is recorded together', () => {
  const query = { ...WEEK, schedule: schedule('* * * * * *'), after: NOW - 365 * DAY, limit: 100 };
  const { handled, skipped } = dueSlots(query);
  expect([handled.length, handled[0], handled.at(-1)]).toEqual([100, NOW - 99_000, NOW]);
  expect(skipped).toEqual([{ after: query.after, until: NOW - 99_001, reason: 'too-many-slots', count: COUNT_LIMIT }]);
  const none = dueSlots({ ...query, catchUp: 'none' });
  expect(none.handled).toHaveLength(60);
  expect(none.skipped).toMatchObject([{ reason: 'catch-up-none', until: NOW - MINUTE, count: COUNT_LIMIT }]);
});

test('slots that are on time are also limited', () => {
  const query: DueQuery = {
    ...WEEK,
    schedule: schedule('* * * * * *'),
    after: NOW - 30_000,
    limit: 10,
    catchUp: 'none',
  };
  const { handled, skipped } = dueSlots(query);
  expect(handled).toHaveLength(10);
  expect(skipped).toEqual([{ after: NOW - 30_000, until: NOW - 9_001, reason: 'too-many-slots', count: 20 }]);
  expect(dueSlots({ ...query, limit: 0 })).toMatchObject({ handled: [], skipped: [{ until: NOW, count: 30 }] });
});

test('if the clock was set back, no slot is handled until it has caught up', () => {
  const settled = { ...WEEK, after: NOW };
  expect(dueSlots({ ...settled, now: NOW - 3 * DAY })).toEqual({ handled: [], skipped: [] });
  expect(dueSlots({ ...settled, now: NOW })).toEqual({ handled: [], skipped: [] });
  expect(dueSlots({ ...settled, now: NOW + DAY }).handled.map(day)).toEqual(['03-09']);
});

test('every slot is handled or skipped, once, by every policy and however often somebody looks', () => {
  const schedules = ['*/7 * * * *', '30 1,2 * * *', '0 */3 * * *', '15 2 * * 0'].map((text) =>
    schedule(text, 'America/New_York'),
  );
  const start = Date.parse('2026-03-07T12:00:00Z');
  fc.assert(
    fc.property(
      fc.constantFrom(...schedules),
      fc.constantFrom<CatchUp>('all', 'latest', 'none'),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: -200, max: 900 }), { minLength: 1, maxLength: 6 }),
      (each, catchUp, limit, steps) => {
        let [after, now] = [start, start];
        const handled: number[] = [];
        let skippedCount = 0;
        for (const step of steps) {
          now += step * MINUTE;
          const due = dueSlots({ schedule: each, catchUp, after, now, missedUntil: now - 5 * MINUTE, limit });
          expect(due.handled.length).toBeLessThanOrEqual(limit);
          expect(due.handled.every((slot) => slot > after && slot <= now)).toBe(true);
          handled.push(...due.handled);
          for (const range of due.skipped) {
            expect(handled.some((slot) => slot > range.after && slot <= range.until)).toBe(false);
            skippedCount += each.count(range.after, range.until, 10_000);
          }
          after = Math.max(after, now);
        }
        expect(new Set(handled).size).toBe(handled.length);
        expect(handled.length + skippedCount).toBe(each.count(start, after, 10_000));
      },
    ),
  );
}, 60_000);
