import type { TriggerDescriptor } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { COUNT_LIMIT, dueSlots, type DueSlots, type SkippedRange } from './due_slots.js';
import { scheduleVersion, slotEvent } from './event.js';
import { addEvents, countWaiting, putRange } from './events.js';
import type { Parts } from './parts.js';
import { compileSchedule, scheduleOf, type Schedule } from './schedule.js';
import { saveCursor, type ScheduleCursor, type TriggerState } from './state.js';
import type { SourceFailure } from './problem.js';

/** A slot that is older than this was missed: on time is whatever a busy service needs. */
export const ON_TIME_MS = 60_000;

/** A clock that was set back by less than this needs no attention. */
const SET_BACK_MS = 5 * 60_000;

/** What a look at a schedule found. */
export interface Gathered {
  /** Events that are waiting now and were not before. */
  readonly added: number;
  readonly skipped: number;
  /** When there is something to do again. */
  readonly next?: number | undefined;
}

const NOTHING: Gathered = { added: 0, skipped: 0 };

/**
 * Brings a trigger up to the present: every slot since the last look is waiting now, or is recorded as skipped, and the
 * cursor says so. All of this is one transaction, which does nothing if the trigger was changed meanwhile.
 */
export async function gatherSlots(parts: Parts, trigger: TriggerDescriptor, state: TriggerState): Promise<Gathered> {
  if (trigger.schedule === undefined) return NOTHING;
  const compiled = scheduleOf(trigger);
  if (!compiled.ok) return NOTHING;
  const schedule = compiled.value;
  const now = parts.clock.now();
  const cursor = state.cursor.schedule;
  const nextAfter = (at: number) => schedule.following(at, 1)[0];

  if (cursor === undefined) {
    await save(parts, state, begin(schedule, now), () => Promise.resolve(0));
    return { ...NOTHING, next: nextAfter(now) };
  }
  if (cursor.text !== schedule.text || cursor.timezone !== schedule.timezone) {
    const skipped = editedRanges(cursor, now);
    await save(parts, state, begin(schedule, now), (sql) => putRanges(parts, sql, state, cursor, skipped));
    return { ...NOTHING, skipped: skipped.length, next: nextAfter(now) };
  }
  if (state.isPaused) return NOTHING;
  // Nothing is written while there is no slot.
  const next = nextAfter(cursor.at);
  if (next === undefined || next > now) return { ...NOTHING, next };
  return { ...(await gatherDue(parts, trigger, state, schedule, cursor, now)), next: nextAfter(now) };
}

/** Why a trigger has no slots although it has a schedule. */
export function gatherProblem(
  trigger: TriggerDescriptor,
  state: TriggerState | undefined,
  now: number,
): SourceFailure | undefined {
  if (trigger.schedule === undefined) return undefined;
  const compiled = scheduleOf(trigger);
  if (!compiled.ok) return compiled.error;
  const at = state?.cursor.schedule?.at ?? now;
  return now < at - SET_BACK_MS ? { reason: 'clock-set-back', at } : undefined;
}

async function gatherDue(
  parts: Parts,
  { catchUp }: TriggerDescriptor,
  state: TriggerState,
  schedule: Schedule,
  cursor: ScheduleCursor,
  now: number,
): Promise<Gathered> {
  const missedUntil = Math.max(now - ON_TIME_MS, state.resumedAt);
  const waiting = await countWaiting(parts.database, state);
  const limit = Math.max(0, parts.limits.waiting - waiting);
  const due = dueSlots({ schedule, catchUp, after: cursor.at, now, missedUntil, limit });
  const ranges = joined(cursor.range, due);
  // The last range can grow while no slot after it is handled.
  const last = ranges.at(-1);
  const range = last !== undefined && due.handled.every((slot) => slot <= last.until) ? { range: last } : {};
  const added = await save(parts, state, { ...begin(schedule, now), ...range }, async (sql) => {
    await putRanges(parts, sql, state, cursor, ranges);
    const events = due.handled.map((at) => slotEvent(schedule, at));
    if (catchUp !== 'all' && events.length > 0) await supersede(sql, state, missedUntil, now);
    return addEvents(sql, state, events, parts.nextId);
  });
  return added === undefined ? NOTHING : { added, skipped: due.skipped.length };
}

/** The ranges to record. The first continues the range that was recorded last, if it has the same reason. */
function joined(open: SkippedRange | undefined, { handled, skipped }: DueSlots): readonly SkippedRange[] {
  const [first, ...others] = skipped;
  if (open === undefined || first === undefined || first.reason !== open.reason) return skipped;
  if (handled.some((slot) => slot <= first.after)) return skipped;
  return [{ ...first, after: open.after, count: open.count + first.count }, ...others];
}

function begin({ text, timezone }: Schedule, now: number): ScheduleCursor {
  return { text, timezone, at: now };
}

/** The slots of a schedule that was edited since the last look. They are not handled. */
function editedRanges({ text, timezone, at }: ScheduleCursor, now: number): SkippedRange[] {
  const former = compileSchedule(text, timezone);
  if (!former.ok || now <= at) return [];
  const count = former.value.count(at, now, COUNT_LIMIT);
  return count === 0 ? [] : [{ after: at, until: now, reason: 'schedule-edited', count }];
}

async function putRanges(
  { nextId, clock }: Parts,
  sql: Sql,
  state: TriggerState,
  cursor: ScheduleCursor,
  ranges: readonly SkippedRange[],
): Promise<number> {
  for (const range of ranges) {
    const key = `skipped/${scheduleVersion(cursor)}/${range.reason}/${new Date(range.after).toISOString()}`;
    await putRange(sql, state, key, range, { id: nextId(), now: clock.now() });
  }
  return 0;
}

/** Ends missed slots that have failed, because a later one is there. */
async function supersede(sql: Sql, { graph, name }: TriggerState, missedUntil: number, now: number): Promise<void> {
  await sql.run(
    `UPDATE trigger_events SET ended_at = $4, reason = 'catch-up-latest', detail = problem
WHERE graph = $1 AND name = $2 AND ended_at IS NULL AND kind = 'slot' AND attempts > 0 AND at <= $3`,
    [graph, name, missedUntil, now],
  );
}

/** @returns what `work` returns; undefined if the trigger was changed meanwhile, and nothing was written */
function save(
  { database }: Parts,
  state: TriggerState,
  schedule: ScheduleCursor,
  work: (sql: Sql) => Promise<number>,
): Promise<number | undefined> {
  return database.transaction(async (sql) =>
    (await saveCursor(sql, state, { ...state.cursor, schedule })) ? work(sql) : undefined,
  );
}
