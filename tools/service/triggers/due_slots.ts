import type { CatchUp } from '../../base/model/index.js';
import type { Schedule } from './schedule.js';

/** Why slots are not handled. */
export type SkipReason =
  /** The policy handles only the latest one of the missed slots, and there is a later one. */
  | 'catch-up-latest'
  /** The policy handles no missed slot. */
  | 'catch-up-none'
  /** More slots were missed, or are waiting, than a trigger may have; the newest ones are handled. */
  | 'too-many-slots'
  /** The schedule was edited before they were handled. */
  | 'schedule-edited';

/** Slots that are not handled, recorded together: all after `after` and up to `until`. */
export interface SkippedRange {
  readonly after: number;
  readonly until: number;
  readonly reason: SkipReason;
  /** How many slots these are; at least so many if it is `COUNT_LIMIT`. There is at least one. */
  readonly count: number;
}

/** Every slot after `after` and up to `now` is in exactly one of these. */
export interface DueSlots {
  readonly handled: readonly number[];
  /** In order. */
  readonly skipped: readonly SkippedRange[];
}

export interface DueQuery {
  readonly schedule: Schedule;
  readonly catchUp: CatchUp;
  /** All slots up to here are settled. */
  readonly after: number;
  readonly now: number;
  /** A slot up to here is missed: nobody looked in time, or the trigger was paused. Later ones are on time. */
  readonly missedUntil: number;
  /** The maximum number of slots to handle. */
  readonly limit: number;
}

/** Slots are counted up to here: a year has 31,000,000 seconds. */
export const COUNT_LIMIT = 100;

/**
 * Decides which slots to handle. Slots that are on time always are, up to the limit. If the clock was set back, there are none until it
 * has caught up.
 */
export function dueSlots({ schedule, catchUp, after, now, missedUntil, limit }: DueQuery): DueSlots {
  if (now <= after) return { handled: [], skipped: [] };
  const border = Math.min(Math.max(after, missedUntil), now);
  const onTime = schedule.latest(border, now, limit);
  const missed = catchUp === 'none' ? [] : schedule.latest(after, border, missedLimit(catchUp, onTime.length, limit));
  const handled = [...missed, ...onTime];

  const policy = catchUp === 'none' ? 'catch-up-none' : catchUp === 'latest' ? 'catch-up-latest' : 'too-many-slots';
  const skipped: SkippedRange[] = [];
  const skip = (from: number, until: number, reason: SkipReason): void => {
    const count = schedule.count(from, until, COUNT_LIMIT);
    if (count === 0) return;
    const last = skipped.at(-1);
    if (last?.until === from && last.reason === reason) {
      skipped[skipped.length - 1] = { ...last, until, count: last.count + count };
    } else skipped.push({ after: from, until, reason, count });
  };
  const [firstMissed, firstOnTime] = [missed[0], onTime[0]];
  skip(after, firstMissed === undefined ? border : firstMissed - 1, policy);
  skip(border, firstOnTime === undefined ? now : firstOnTime - 1, 'too-many-slots');
  return { handled, skipped };
}

/** How many of the missed slots are handled. */
function missedLimit(catchUp: 'all' | 'latest', onTime: number, limit: number): number {
  if (catchUp === 'latest') return onTime === 0 ? Math.min(1, limit) : 0;
  return limit - onTime;
}
