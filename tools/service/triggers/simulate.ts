import { err, ok, type Result } from '../../base/model/index.js';
import { answerEvent } from './answer.js';
import type { KnownTrigger } from './control.js';
import { dueSlots, type DueSlots } from './due_slots.js';
import { slotEvent, type NewEvent } from './event.js';
import type { TriggerFailure } from './failure.js';
import { ON_TIME_MS } from './gather_slots.js';
import type { Parts } from './parts.js';
import { describeSourceFailure } from './problem.js';
import { scheduleOf } from './schedule.js';
import type { TriggerState } from './state.js';

/** Which slots to simulate: after `from`, and up to `to`. Times are milliseconds since the epoch. */
export interface SimulateOptions {
  readonly from: number;
  readonly to: number;
  /** The maximum number of slots, for each of which the refs program is called. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a trigger would ask for. */
export interface Simulated {
  /** When the slot is. */
  readonly at: number;
  readonly key: string;
  /** The first refs. */
  readonly refs?: readonly string[];
  readonly count?: number;
  /** Why it would ask for nothing. */
  readonly reason?: string;
  readonly detail?: string;
}

export interface Simulation {
  readonly slots: readonly Simulated[];
  /** There are more slots up to `to` than the limit. */
  readonly isCut: boolean;
  /** The slot after now, with what it would ask for. */
  readonly next?: Simulated;
  /** What `catch_up` makes of the slots that have passed and were not looked at, such as while it is paused. */
  readonly catchUp: DueSlots;
}

/** How many refs of a slot are listed. */
const LISTED = 100;

/** Says what a trigger would have asked for, and what it will ask for next. Calls its refs program, and writes nothing. */
export async function simulate(
  parts: Parts,
  { program, trigger }: KnownTrigger,
  state: TriggerState | undefined,
  { from, to, limit, signal }: SimulateOptions,
): Promise<Result<Simulation, TriggerFailure>> {
  if (to < from) return err({ reason: 'time-range-invalid', detail: '"from" is later than "to"; exchange them' });
  const nothing = { handled: [], skipped: [] };
  if (trigger.schedule === undefined) return ok({ slots: [], isCut: false, catchUp: nothing });
  const compiled = scheduleOf(trigger);
  if (!compiled.ok) return err({ reason: 'trigger-broken', trigger: trigger.name, failure: compiled.error });
  const schedule = compiled.value;
  const now = parts.clock.now();

  const ask = async ({ key, at, payload }: NewEvent): Promise<Simulated> => {
    const answer = await answerEvent(parts, { program, trigger, key, payload, signal });
    if (!answer.ok) return { at, key, reason: answer.error.reason, detail: describeSourceFailure(answer.error) };
    if ('reason' in answer.value) return { at, key, ...answer.value };
    const { refs } = answer.value;
    return { at, key, refs: refs.slice(0, LISTED), count: refs.length };
  };
  const within = schedule.following(from, limit + 1).filter((slot) => slot <= to);
  const slots: Simulated[] = [];
  for (const at of within.slice(0, limit)) slots.push(await ask(slotEvent(schedule, at)));
  const [next] = schedule.following(now, 1);
  const after = state?.cursor.schedule?.at ?? now;
  const missedUntil = state?.isPaused === true ? now : now - ON_TIME_MS;
  return ok({
    slots,
    isCut: within.length > limit,
    ...(next !== undefined && { next: await ask(slotEvent(schedule, next)) }),
    catchUp: dueSlots({ schedule, catchUp: trigger.catchUp, after, now, missedUntil, limit: parts.limits.waiting }),
  });
}
