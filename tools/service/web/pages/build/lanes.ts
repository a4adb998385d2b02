import type { TaskSpan } from '../../api/types.js';

/** A task on the timeline. Times are milliseconds since the epoch. */
export interface Bar {
  readonly span: TaskSpan;
  readonly from: number;
  readonly until: number;
}

/** A line of bars that do not overlap, in the order of time. */
export interface Lane {
  /** What the lane belongs to; left out: the same as the lane above. */
  readonly label?: string;
  readonly bars: readonly Bar[];
}

export type GroupedBy = 'slot' | 'job';

/**
 * Puts tasks into lanes, each into the first one of its group that is free when it starts: as many lanes as ran at once.
 *
 * @param host the machine of tasks that name none
 * @param now until when tasks that run are drawn
 */
export function lanesOf(spans: Iterable<TaskSpan>, by: GroupedBy, host: string, now: number): readonly Lane[] {
  const bars = Array.from(spans, (span): Bar => {
    const from = span.startedAt;
    return { span, from, until: Math.max(from, span.endedAt ?? now) };
  }).toSorted((one, other) => one.from - other.from || one.until - other.until);
  const groups = Map.groupBy(bars, ({ span }) => (by === 'job' ? span.job : (span.host ?? host)));
  return [...groups].flatMap(([label, members]) =>
    packed(members).map((lane, index): Lane => (index === 0 ? { label, bars: lane } : { bars: lane })),
  );
}

function packed(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const lanes: Bar[][] = [];
  for (const bar of bars) {
    const free = lanes.find((lane) => (lane.at(-1)?.until ?? -Infinity) <= bar.from);
    if (free === undefined) lanes.push([bar]);
    else free.push(bar);
  }
  return lanes;
}

/** The bar of a lane at a time, or the nearest one within `reach` milliseconds. */
export function barAt({ bars }: Lane, time: number, reach: number): Bar | undefined {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.from ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return [bars[low - 1], bars[low]].find(
    (bar) => bar !== undefined && bar.from - reach <= time && time <= bar.until + reach,
  );
}

/** A part of the time of a build, in milliseconds since its start. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

const SHORTEST_MS = 20;

/** Makes a range larger or smaller around one of its points, inside of `all`. @param factor less than 1: closer */
export function zoomed(range: Range, factor: number, around: number, all: Range): Range {
  const length = Math.min(all.until - all.from, Math.max(SHORTEST_MS, (range.until - range.from) * factor));
  const share = (around - range.from) / Math.max(1, range.until - range.from);
  return inside({ from: around - share * length, until: around + (1 - share) * length }, all);
}

export function moved(range: Range, by: number, all: Range): Range {
  return inside({ from: range.from + by, until: range.until + by }, all);
}

function inside({ from, until }: Range, all: Range): Range {
  const length = until - from;
  const begin = Math.max(all.from, Math.min(from, all.until - length));
  return { from: begin, until: begin + length };
}

/** Round times for a scale, at most `most` of them. Milliseconds since the start. */
export function ticks({ from, until }: Range, most: number): readonly number[] {
  const step =
    STEPS.find((each) => (until - from) / each <= most) ?? DAY_MS * Math.ceil((until - from) / DAY_MS / most);
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) found.push(at);
  return found;
}

const DAY_MS = 86_400_000;

const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  DAY_MS,
];
