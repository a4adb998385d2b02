import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import { GRAPH, Rig, type Replica } from './testing/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ANN = { name: 'ann', role: 'operator' } as const;

let rig: Rig;
let one: Replica;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  rig = await Rig.open();
  one = await rig.replica();
});

afterEach(async () => {
  deafen();
  await rig.close();
});

const DAILY = { schedule: '0 6 * * *', requests: ['daily/date={date}'] };

/** Looks at every slot, for a while. */
async function live(ms: number): Promise<void> {
  const until = rig.now + ms;
  for (;;) {
    await one.look();
    if (rig.now === until) return;
    const slots = (await one.triggers.list()).flatMap(({ nextSlots }) => nextSlots);
    rig.set(Math.min(until, ...slots));
  }
}

test('a trigger begins when it is first seen: nothing that was before is handled', async () => {
  rig.deploy({ daily: DAILY });
  await live(3 * DAY);
  expect(await one.requested()).toEqual(['daily/date=2026-03-01', 'daily/date=2026-03-02', 'daily/date=2026-03-03']);
  const [first] = await one.requests();
  expect(first).toMatchObject({
    key: expect.stringMatching(/^daily slot\/[0-9a-f]{8}\/2026-03-01T06:00:00\.000Z$/),
    at: Date.parse('2026-03-01T06:00:00Z'),
    body: { mode: {}, note: expect.stringContaining('trigger daily: slot/') },
  });
});

test('a look says when the next slot is, so that it is handled at its time', async () => {
  rig.deploy({ minutely: { ...DAILY, schedule: '* * * * *' } });
  await one.look();
  rig.advance(55_000);
  expect(await one.look()).toBe(Date.parse('2026-03-01T00:01:00Z'));
});

test('the names of a slot are those of the wall clock in its time zone', async () => {
  rig.set('2026-03-07T12:00:00Z');
  rig.deploy({
    late: { schedule: '30 2 * * *', timezone: 'America/New_York', requests: ['x/{year}{month}{day}/{hour}{minute}'] },
  });
  await live(2 * DAY);
  // On March 8, 2:30 does not exist: the slot is at 3:00.
  expect(await one.requested()).toEqual(['x/20260308/0300', 'x/20260309/0230']);
});

describe('after a week of downtime', () => {
  test.each([
    ['all', ['03-02', '03-03', '03-04', '03-05', '03-06', '03-07', '03-08'], []],
    ['latest', ['03-08'], ['skipped: catch-up-latest 6']],
    ['none', [], ['skipped: catch-up-none 7']],
  ] as const)('"%s" handles its slots, and records the others', async (catchUp, days, skipped) => {
    rig.deploy({ daily: { ...DAILY, catchUp } });
    await live(DAY);
    const before = await one.requested();
    rig.advance(7 * DAY);
    await one.look();
    expect((await one.requested()).slice(before.length)).toEqual(days.map((day) => `daily/date=2026-${day}`));
    expect((await one.outcomes('daily')).filter((each) => !each.endsWith('request'))).toEqual(skipped);
    // And it goes on as ever.
    await live(DAY);
    expect((await one.requested()).at(-1)).toBe('daily/date=2026-03-09');
  });
});

describe('while it is paused', () => {
  test.each([
    ['all', ['03-02', '03-03', '03-04']],
    ['latest', ['03-04']],
    ['none', []],
  ] as const)('nothing is requested, and "%s" says what is handled afterwards', async (catchUp, days) => {
    rig.deploy({ daily: { ...DAILY, catchUp } });
    await live(DAY);
    const before = await one.requested();
    expect(await one.triggers.pause(GRAPH, 'daily', ANN)).toEqual({ ok: true, value: undefined });
    await live(3 * DAY);
    expect(await one.requested()).toEqual(before);
    expect(await one.triggers.get(GRAPH, 'daily')).toMatchObject({
      value: { isPaused: true, nextSlots: [], lagMs: 0 },
    });

    const preview = await one.triggers.simulate(GRAPH, 'daily', { from: rig.now, to: rig.now, limit: 0 });
    const handled = preview.ok ? preview.value.catchUp.handled : [];
    expect(handled.map((at) => new Date(at).toISOString().slice(5, 10))).toEqual(days);
    await one.triggers.resume(GRAPH, 'daily', ANN);
    await one.look();
    expect((await one.requested()).slice(before.length)).toEqual(days.map((day) => `daily/date=2026-${day}`));
  });

  test('it can be fired by hand', async () => {
    rig.deploy({ daily: DAILY });
    await one.look();
    await one.triggers.pause(GRAPH, 'daily', ANN);
    const slot = Date.parse('2026-02-14T06:00:00Z');
    await one.triggers.fire(GRAPH, 'daily', { slot, key: 'again' }, ANN);
    await one.triggers.fire(GRAPH, 'daily', { slot, key: 'again' }, ANN);
    await one.look();
    expect(await one.requests()).toMatchObject([
      {
        key: 'daily hand/again',
        refs: ['daily/date=2026-02-14'],
        body: { note: 'trigger daily, fired by ann: hand/again' },
      },
    ]);
  });
});

test('an edited schedule begins at the present time, and never handles a slot of the past', async () => {
  rig.deploy({ daily: DAILY });
  await live(DAY);
  // Nobody looks for three days, and then the trigger is edited.
  rig.advance(3 * DAY);
  rig.deploy({ daily: { ...DAILY, schedule: '0 * * * *', catchUp: 'all' } });
  await one.look();
  expect(await one.requested()).toEqual(['daily/date=2026-03-01']);
  expect(await one.outcomes('daily')).toEqual(['slot: request', 'skipped: schedule-edited 3']);
  await live(2 * HOUR);
  expect(await one.requested()).toHaveLength(3);
  // Also not if it becomes what it was, or if only the time zone is edited.
  rig.deploy({ daily: { ...DAILY, catchUp: 'all' } });
  await one.look();
  rig.deploy({ daily: { ...DAILY, catchUp: 'all', timezone: 'Asia/Tokyo' } });
  await one.look();
  expect(await one.requested()).toHaveLength(3);
});

test('a trigger that was removed and comes back begins at the present time', async () => {
  rig.deploy({ daily: { ...DAILY, catchUp: 'all' } });
  await live(DAY);
  rig.deploy({});
  await live(DAY);
  rig.deploy({ daily: { ...DAILY, catchUp: 'all' } });
  await one.look();
  expect(await one.requested()).toEqual(['daily/date=2026-03-01']);
  await live(DAY);
  expect(await one.requested()).toEqual(['daily/date=2026-03-01', 'daily/date=2026-03-03']);
});

test('if the clock is set back, nothing is handled twice, and the trigger says so', async () => {
  rig.deploy({ hourly: { ...DAILY, schedule: '0 * * * *', catchUp: 'all', requests: ['x/{day}/{hour}'] } });
  await live(6 * HOUR);
  const before = await one.requested();
  expect(before).toHaveLength(6);
  rig.advance(-3 * HOUR);
  await live(2 * HOUR);
  expect(await one.requested()).toEqual(before);
  expect(await one.triggers.get(GRAPH, 'hourly')).toMatchObject({ value: { problem: { reason: 'clock-set-back' } } });
  await live(3 * HOUR);
  expect(await one.requested()).toEqual([...before, 'x/01/07', 'x/01/08']);
  expect(await one.triggers.get(GRAPH, 'hourly')).toMatchObject({ value: { problem: undefined } });
});

test('a clock that was years ahead is repaired by pausing and resuming; nothing is handled twice', async () => {
  rig.deploy({ daily: DAILY });
  await live(2 * DAY);
  const now = rig.now;
  rig.advance(3650 * DAY);
  await one.look();
  rig.set(now);
  await one.triggers.pause(GRAPH, 'daily', ANN);
  await one.triggers.resume(GRAPH, 'daily', ANN);
  await live(2 * DAY);
  const requested = await one.requested();
  expect(requested.filter((each) => each.includes('2026'))).toEqual(
    ['01', '02', '03', '04'].map((day) => `daily/date=2026-03-${day}`),
  );
});

test('a schedule of every second, after a year of downtime, makes few rows', async () => {
  const small = await rig.replica('two', { waiting: 50 });
  rig.deploy({ ticks: { ...DAILY, schedule: '* * * * * *', catchUp: 'all', requests: ['x'] } });
  await small.look();
  rig.advance(365 * DAY);
  await small.look();
  expect(await small.requests()).toHaveLength(50);
  expect((await small.outcomes('ticks')).filter((each) => each.startsWith('skipped'))).toEqual([
    'skipped: too-many-slots 110',
  ]);
});

test('slots that are skipped one after the other are one row', async () => {
  const full = await rig.replica('two', { waiting: 2 });
  const refs = await rig.program('fails', '#!/bin/sh\nexit 1\n');
  rig.deploy({ ticks: { schedule: '* * * * *', catchUp: 'all', refs } });
  await full.look();
  for (let minute = 0; minute < 30; minute++) {
    rig.advance(MINUTE);
    await full.look();
  }
  expect(await full.outcomes('ticks')).toEqual(['slot: waiting', 'slot: waiting', 'skipped: too-many-slots 28']);
});

test.each([
  [{ schedule: '0 6 30 2 *' }, 'schedule-never'],
  [{ schedule: 'at six' }, 'schedule-invalid'],
  [{ schedule: '0 6 * * *', timezone: 'Mars/Olympus' }, 'timezone-unknown'],
])('a trigger that cannot work says why: %j', async (schedule, reason) => {
  rig.deploy({ broken: { ...schedule, requests: ['x'] }, daily: DAILY });
  await live(DAY);
  expect(await one.triggers.list()).toMatchObject([{ name: 'broken', problem: { reason } }, { name: 'daily' }]);
  expect(await one.requested()).toHaveLength(1);
  expect(await one.triggers.simulate(GRAPH, 'broken', { from: 0, to: 1, limit: 1 })).toMatchObject({
    error: { reason: 'trigger-broken', failure: { reason } },
  });
});

test('a simulation says what would have been requested and what comes next, and writes nothing', async () => {
  const refs = await rig.program(
    'refs',
    '#!/bin/sh\n[ "$DATABUILD_SLOT_DATE" = 2026-02-26 ] || echo "x/$DATABUILD_SLOT_DATE"\n',
  );
  rig.deploy({ daily: { schedule: '0 6 * * *', refs } });
  const [from, to] = [Date.parse('2026-02-25'), Date.parse('2026-03-01')];
  const simulation = await one.triggers.simulate(GRAPH, 'daily', { from, to, limit: 3 });
  expect(simulation).toMatchObject({
    value: {
      slots: [{ refs: ['x/2026-02-25'], count: 1 }, { reason: 'no-refs' }, { refs: ['x/2026-02-27'] }],
      isCut: true,
      next: { at: Date.parse('2026-03-01T06:00:00Z'), refs: ['x/2026-03-01'] },
      catchUp: { handled: [], skipped: [] },
    },
  });
  expect(await one.requested()).toEqual([]);
  expect(await one.outcomes('daily')).toEqual([]);
  expect(await one.triggers.simulate(GRAPH, 'daily', { from: to, to: from, limit: 1 })).toMatchObject({
    error: { reason: 'time-range-invalid' },
  });
});

test('a trigger shows how far it is behind', async () => {
  rig.deploy({ daily: { ...DAILY, catchUp: 'all' } });
  await one.look();
  rig.set('2026-03-03T06:00:00Z');
  expect(await one.triggers.list()).toMatchObject([{ name: 'daily', lagMs: 2 * DAY, waiting: 0 }]);
  await one.look();
  expect(await one.triggers.list()).toMatchObject([{ lagMs: 0, nextSlots: [Date.parse('2026-03-04T06:00:00Z')] }]);
});
