/** Numbers, durations and sizes, as the command line writes them. */

const GROUPED = new Intl.NumberFormat('en-US');

/** `12,345` */
export function number(value: number): string {
  return GROUPED.format(value);
}

/** `1 task`, `12,345 tasks` */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** Durations from here on are shown in whole seconds. */
const WHOLE_SECONDS_MS = 9_995;

/** `0.35s`, `12s`, `4m05s`, `3h10m`, `3d04h` */
export function duration(milliseconds: number): string {
  if (milliseconds < WHOLE_SECONDS_MS) return `${(milliseconds / 1000).toFixed(2)}s`;
  return wholeDuration(Math.round(milliseconds / 1000));
}

/** A running time, in whole seconds rounded down: `0s`, `4m05s` */
export function elapsed(milliseconds: number): string {
  return wholeDuration(Math.max(0, Math.floor(milliseconds / 1000)));
}

function wholeDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (minutes === 0) return `${String(seconds)}s`;
  if (hours === 0) return `${String(minutes)}m${two(seconds % 60)}s`;
  if (hours < 24) return `${String(hours)}h${two(minutes % 60)}m`;
  return `${String(Math.floor(hours / 24))}d${two(hours % 24)}h`;
}

/** How long ago, or how far ahead, in one unit: `now`, `5s ago`, `3m ago`, `in 2h`, `4d ago` */
export function distance(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 2) return 'now';
  const [unit, size] = UNITS.findLast(([, each]) => seconds >= each) ?? (['s', 1] as const);
  const text = `${String(Math.floor(seconds / size))}${unit}`;
  return milliseconds < 0 ? `in ${text}` : `${text} ago`;
}

const UNITS = [
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
] as const;

/** `1 byte`, `512 bytes`, `1.5 MiB` */
export function size(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), 4);
  return `${(bytes / 1024 ** power).toFixed(1)} ${['', 'KiB', 'MiB', 'GiB', 'TiB'][power] ?? ''}`;
}

/** `2001-02-03 04:05:06 UTC` */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
