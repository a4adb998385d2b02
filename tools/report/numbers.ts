import { count } from '../base/json/index.js';

export { count, number } from '../base/json/index.js';

/** Durations from here on are shown in whole seconds. Two decimals would already round 9,995 ms up to 10 s. */
const WHOLE_SECONDS_MS = 9_995;

/** A duration: `0.35s`, `12s`, `4m05s`, `3h10m`, `3d04h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < WHOLE_SECONDS_MS) return `${(milliseconds / 1000).toFixed(2)}s`;
  return wholeDuration(Math.round(milliseconds / 1000));
}

/** A running time, in whole seconds rounded down: `0s`, `4m05s`. */
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

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1 byte`, `512 bytes`, `1.5 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
