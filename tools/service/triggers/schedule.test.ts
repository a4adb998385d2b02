import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileSchedule, type Schedule } from './schedule.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function schedule(text: string, timezone?: string): Schedule {
  const compiled = compileSchedule(text, timezone);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

const times = (slots: readonly number[]): string[] => slots.map((at) => new Date(at).toISOString().slice(0, 16));

/** The slots of some days. */
function slotsOf(text: string, timezone: string, from: string, to: string): string[] {
  return times(schedule(text, timezone).latest(Date.parse(from) - 1, Date.parse(to) - 1, 1000));
}

describe('a fixed time of day', () => {
  // The gap begins at 2:00 in New York, at 2:00 in Berlin, and at midnight in Beirut.
  test.each([
    ['America/New_York', '30 2 * * *', '2026-03-07', ['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30']],
    ['Europe/Berlin', '30 2 * * *', '2026-03-28', ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']],
    ['Asia/Beirut', '15 0 * * *', '2025-03-28', ['2025-03-28T22:15', '2025-03-29T22:00', '2025-03-30T21:15']],
    ['Australia/Lord_Howe', '10 2 * * *', '2026-10-03', ['2026-10-03T15:30', '2026-10-04T15:10']],
  ])('in %s moves to the end of the gap when clocks are set forward', (timezone, text, from, expected) => {
    const start = Date.parse(from);
    expect(times(schedule(text, timezone).following(start, expected.length))).toEqual(expected);
  });

  test('in the gap is one slot with another that lies at the end of the gap', () => {
    expect(slotsOf('0,30 2,3 * * *', 'America/New_York', '2026-03-08', '2026-03-09')).toEqual([
      '2026-03-08T07:00',
      '2026-03-08T07:30',
    ]);
  });

  test.each([
    ['America/New_York', '30 1 * * *', '2026-11-01', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Europe/Berlin', '30 2 * * *', '2026-10-25', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['Asia/Beirut', '30 23 * * *', '2025-10-25', ['2025-10-25T20:30', '2025-10-26T21:30']],
  ])('in %s happens once when an hour is doubled, at the first time', (timezone, text, from, expected) => {
    expect(times(schedule(text, timezone).following(Date.parse(from), 2))).toEqual(expected);
  });
});

describe('a schedule of every hour or of steps goes on by elapsed time', () => {
  test('when clocks are set forward', () => {
    expect(slotsOf('0 * * * *', 'Europe/Berlin', '2026-03-29T00:00Z', '2026-03-29T03:00Z')).toEqual([
      '2026-03-29T00:00',
      '2026-03-29T01:00',
      '2026-03-29T02:00',
    ]);
    expect(slotsOf('0 */2 * * *', 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T05:00Z')).toEqual([
      '2026-03-28T23:00',
      '2026-03-29T02:00',
      '2026-03-29T04:00',
    ]);
  });

  test('when an hour is doubled: it has a slot at both times', () => {
    expect(slotsOf('30 * * * *', 'America/New_York', '2026-11-01T05:00Z', '2026-11-01T08:00Z')).toEqual([
      '2026-11-01T05:30',
      '2026-11-01T06:30',
      '2026-11-01T07:30',
    ]);
  });
});

test('a leap day has slots in leap years only', () => {
  expect(times(schedule('0 6 29 2 *').following(Date.parse('2026-01-01'), 3))).toEqual([
    '2028-02-29T06:00',
    '2032-02-29T06:00',
    '2036-02-29T06:00',
  ]);
  expect(times(schedule('0 6 L 2 *').following(Date.parse('2027-01-01'), 2))).toEqual([
    '2027-02-28T06:00',
    '2028-02-29T06:00',
  ]);
});

test('a schedule may have seconds, or be a word', () => {
  expect(schedule('*/15 * * * * *').following(0, 3)).toEqual([15_000, 30_000, 45_000]);
  for (const [nickname, first] of [
    ['@hourly', '1970-01-01T01:00'],
    ['@daily', '1970-01-02T00:00'],
    ['@midnight', '1970-01-02T00:00'],
    ['@weekly', '1970-01-04T00:00'],
    ['@monthly', '1970-02-01T00:00'],
    ['@yearly', '1971-01-01T00:00'],
    ['@annually', '1971-01-01T00:00'],
  ] as const)
    expect(times(schedule(nickname).following(0, 1))).toEqual([first]);
  for (const unknown of ['@reboot', '@secondly', '@daily @daily'])
    expect(compileSchedule(unknown)).toMatchObject({ error: { reason: 'schedule-invalid' } });
});

test('the wall clock of a slot is that of the time zone', () => {
  expect(schedule('0 22 * * *', 'America/New_York').local(Date.parse('2026-03-01T03:05:00Z'))).toEqual({
    date: '2026-02-28',
    year: '2026',
    month: '02',
    day: '28',
    hour: '22',
    minute: '05',
  });
  expect(schedule('0 0 * * *', 'Asia/Kathmandu').local(Date.parse('2026-03-01T18:15:00Z'))).toMatchObject({
    date: '2026-03-02',
    hour: '00',
    minute: '00',
  });
});

test.each([
  ['0 6 * *', undefined, 'schedule-invalid'],
  ['0 6 * * * * *', undefined, 'schedule-invalid'],
  ['61 6 * * *', undefined, 'schedule-invalid'],
  ['2026-01-01T00:00:00Z', undefined, 'schedule-invalid'],
  ['', undefined, 'schedule-invalid'],
  ['0 6 30 2 *', undefined, 'schedule-never'],
  ['0 6 * * *', 'Mars/Olympus', 'timezone-unknown'],
])('%j in the time zone %s is not a schedule: %s', (text, timezone, reason) => {
  expect(compileSchedule(text, timezone)).toMatchObject({ ok: false, error: { reason } });
});

/** One field, and the values that it stands for. */
const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant({ text: '*', values: undefined, isWild: true }),
    fc.integer({ min: 2, max: 6 }).map((step) => ({
      text: `*/${String(step)}`,
      values: range(min, max).filter((value) => (value - min) % step === 0),
      isWild: true,
    })),
    fc.uniqueArray(fc.integer({ min, max: Math.min(max, 6) }), { minLength: 1, maxLength: 3 }).map((values) => ({
      text: values.join(','),
      values,
      isWild: false,
    })),
  );

function range(min: number, max: number): number[] {
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}

interface Fields {
  readonly minute: { readonly values: number[] | undefined; readonly isWild: boolean };
  readonly hour: Fields['minute'];
  readonly day: Fields['minute'];
  readonly weekday: Fields['minute'];
}

/** The wall clock minute by minute, without any knowledge of when clocks are set. */
function* wallMinutes(timezone: string, from: number, to: number) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', weekday: 'short' },
  });
  for (let at = from; at < to; at += MINUTE) {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.get('weekday') ?? '');
    const [year, month, day] = [number('year'), number('month'), number('day')];
    yield { at, day, weekday, wall: Date.UTC(year, month - 1, day, number('hour'), number('minute')) };
  }
}

/** The slots by looking at each minute. */
function slowSlots({ minute, hour, day, weekday }: Fields, timezone: string, from: number, to: number): number[] {
  const isFixed = !minute.isWild && !hour.isWild;
  const takes = ({ values }: Fields['minute'], value: number) => values?.includes(value) ?? true;
  const matches = (wall: number): boolean => {
    const date = new Date(wall);
    // A day matches by either of the two fields, if both are given.
    const [byDay, byWeekday] = [takes(day, date.getUTCDate()), takes(weekday, date.getUTCDay())];
    const isDay = day.values !== undefined && weekday.values !== undefined ? byDay || byWeekday : byDay && byWeekday;
    return isDay && takes(hour, date.getUTCHours()) && takes(minute, date.getUTCMinutes());
  };
  const slots: number[] = [];
  const seen = new Set<number>();
  let last: number | undefined;
  // Begins earlier, to know the wall before.
  for (const { at, wall } of wallMinutes(timezone, from - 2 * HOUR, to)) {
    const isRepeated = seen.has(wall);
    seen.add(wall);
    let isSlot = matches(wall) && !(isFixed && isRepeated);
    // A time in the gap before this minute, if it is of this day.
    if (isFixed && last !== undefined) {
      for (let lost = last + MINUTE; lost < wall; lost += MINUTE) {
        isSlot ||= matches(lost) && new Date(lost).getUTCDate() === new Date(wall).getUTCDate();
      }
    }
    last = wall;
    if (isSlot && at >= from) slots.push(at);
  }
  return slots;
}

/** Instants at which clocks are set, and a leap day. */
const SWITCHES = [
  ...['2026-03-08T07:00Z', '2026-11-01T06:00Z'].map((at) => ['America/New_York', at] as const),
  ...['2026-03-29T01:00Z', '2026-10-25T01:00Z'].map((at) => ['Europe/Berlin', at] as const),
  ...['2026-04-04T15:00Z', '2026-10-03T15:30Z'].map((at) => ['Australia/Lord_Howe', at] as const),
  ...['2025-03-29T22:00Z', '2025-10-25T21:00Z'].map((at) => ['Asia/Beirut', at] as const),
  ['UTC', '2028-02-29T00:00Z'] as const,
];

test('the slots around a switch are those that a slow model finds minute by minute', () => {
  const fields = fc.record({ minute: field(0, 59), hour: field(0, 23), day: field(1, 31), weekday: field(0, 6) });
  fc.assert(
    fc.property(fields, fc.constantFrom(...SWITCHES), ({ minute, hour, day, weekday }, [timezone, at]) => {
      const text = `${minute.text} ${hour.text} ${day.text} * ${weekday.text}`;
      const { latest, following, count } = schedule(text, timezone);
      const [from, to] = [Date.parse(at) - 3 * HOUR, Date.parse(at) + 3 * HOUR];
      const expected = slowSlots({ minute, hour, day, weekday }, timezone, from, to);
      expect([text, timezone, ...times(latest(from - 1, to - 1, 400))]).toEqual([text, timezone, ...times(expected)]);
      expect(following(from - 1, expected.length)).toEqual(expected);
      expect(count(from - 1, to - 1, 400)).toBe(expected.length);
    }),
    { numRuns: 150 },
  );
}, 60_000);
