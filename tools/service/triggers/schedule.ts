import { Cron } from 'croner';
import { err, ok, type Result, type TriggerDescriptor } from '../../base/model/index.js';

/**
 * A schedule in a time zone. A slot is an instant, in milliseconds since the epoch, so each slot happens once, whatever
 * clocks on walls do.
 *
 * When clocks are set forward, a slot of a fixed time of day (minute and hour without `*` and without a step) that falls
 * into the gap moves to the end of the gap. When clocks are set back, it happens at the first of the two times. All
 * other schedules, such as every hour, go on by elapsed time: they skip a time that does not exist, and have a slot at
 * both times that look alike.
 */
export interface Schedule {
  readonly text: string;
  readonly timezone: string;
  /** The first slots after an instant, at most `limit`, in order. */
  readonly following: (after: number, limit: number) => number[];
  /** The last slots after an instant and up to another one (included), at most `limit`, in order. */
  readonly latest: (after: number, until: number, limit: number) => number[];
  /** How many slots there are after an instant and up to another one (included); it stops counting at `limit`. */
  readonly count: (after: number, until: number, limit: number) => number;
  /** The wall clock of the time zone at an instant. */
  readonly local: (at: number) => LocalTime;
}

/** The wall clock at an instant: `date` is `2024-03-01`, `hour` is `06`. */
export type LocalTime = Readonly<Record<'date' | 'year' | 'month' | 'day' | 'hour' | 'minute', string>>;

export type ScheduleProblem =
  | { readonly reason: 'schedule-invalid'; readonly schedule: string; readonly detail: string }
  | { readonly reason: 'timezone-unknown'; readonly timezone: string }
  /** It has no slot, such as February 30. */
  | { readonly reason: 'schedule-never'; readonly schedule: string };

export const DEFAULT_TIMEZONE = 'UTC';

/** Five fields, or six with seconds first. croner would also take a single date, or a year as a seventh field. */
const FIELDS = /^\s*(\S+\s+){4,5}\S+\s*$/;

/** Those that the rule accepts, too: see rules/private/schedule.bzl. */
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** The schedule of a trigger that has one. It is read once. */
export function scheduleOf(trigger: TriggerDescriptor): Result<Schedule, ScheduleProblem> {
  const known = compiled.get(trigger);
  if (known !== undefined) return known;
  const schedule = compileSchedule(trigger.schedule ?? '', trigger.timezone);
  compiled.set(trigger, schedule);
  return schedule;
}

const compiled = new WeakMap<TriggerDescriptor, Result<Schedule, ScheduleProblem>>();

/** How many slots are asked for at once, looking back: one takes a quarter of a millisecond. */
const PAGE = 16;

/** Reads a schedule of cron: five fields, six with the second first, or a word such as `@daily`. */
export function compileSchedule(text: string, timezone = DEFAULT_TIMEZONE): Result<Schedule, ScheduleProblem> {
  const parts = partsIn(timezone);
  if (parts === undefined) return err({ reason: 'timezone-unknown', timezone });
  if (!FIELDS.test(text) && !NICKNAMES.includes(text)) {
    const detail = `it must have five fields, six with seconds, or be one of ${NICKNAMES.join(', ')}`;
    return err({ reason: 'schedule-invalid', schedule: text, detail });
  }
  let cron: Cron;
  try {
    cron = new Cron(text.trim(), { timezone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard', paused: true });
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error);
    return err({ reason: 'schedule-invalid', schedule: text, detail });
  }
  if (cron.nextRun(new Date(0)) === null) return err({ reason: 'schedule-never', schedule: text });
  return ok({
    text,
    timezone,
    following: (after, limit) => cron.nextRuns(limit, new Date(after)).map(Number),
    latest: (after, until, limit) => {
      const slots: number[] = [];
      // A slot in the second of the reference counts, except one at its very millisecond.
      for (let before = until + 1; slots.length < limit;) {
        const newestFirst = cron.previousRuns(Math.min(PAGE, limit - slots.length), new Date(before)).map(Number);
        const within = newestFirst.filter((slot) => slot > after && slot <= until);
        slots.push(...within);
        before = within.at(-1) ?? after;
        if (within.length < PAGE) break;
      }
      return slots.reverse();
    },
    count: (after, until, limit) => {
      let count = 0;
      for (let at: Date | null = new Date(after); count < limit; count++) {
        at = cron.nextRun(at);
        if (at === null || at.getTime() > until) break;
      }
      return count;
    },
    local: (at) => localTime(parts, at),
  });
}

function partsIn(timezone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return undefined;
  }
}

function localTime(format: Intl.DateTimeFormat, at: number): LocalTime {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const [year, month, day] = [part('year').padStart(4, '0'), part('month'), part('day')];
  return { date: `${year}-${month}-${day}`, year, month, day, hour: part('hour'), minute: part('minute') };
}
