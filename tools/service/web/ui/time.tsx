import { now } from './clock.js';
import { distance, elapsed, utc } from './format.js';

const DAY_MS = 86_400_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** A time in the zone of the reader, with the date unless it is today. UTC is in the title. */
export function Time({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)}>
      {localTime(at, now.peek())}
    </time>
  );
}

function localTime(at: number, today: number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date(today).toDateString()) return clock.format(date);
  const isNear = Math.abs(at - today) < 180 * DAY_MS;
  return `${(isNear ? day : dayOfYear).format(date)}, ${clock.format(date)}`;
}

/** How long ago something was, or how far ahead it is. */
export function Ago({ at }: { readonly at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={`${localTime(at, now.peek())} · ${utc(at)}`}>
      {distance(now.value - at)}
    </time>
  );
}

/** How long something has been running. */
export function Since({ at }: { readonly at: number }) {
  return <span class="number">{elapsed(now.value - at)}</span>;
}
