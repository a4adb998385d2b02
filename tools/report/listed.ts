import { count, number } from './numbers.js';

/** How many are not shown: `and 12 more`, or with a noun `and 12 more changes`. */
export function andMore(hidden: number, noun?: string): string {
  return noun === undefined ? `and ${number(hidden)} more` : `and ${count(hidden, `more ${noun}`)}`;
}

/** The first of many lines, and a last one that counts the rest. */
export function firstLines(lines: readonly string[], shown: number, noun?: string): string[] {
  const hidden = lines.length - shown;
  return hidden > 0 ? [...lines.slice(0, shown), andMore(hidden, noun)] : [...lines];
}

/** The steps of a path. In the middle of a long one, steps are left out and counted. */
export function bothEnds(steps: readonly string[], shown: number): string[] {
  const hidden = steps.length - 2 * shown;
  return hidden > 0 ? [...steps.slice(0, shown), moreBetween(hidden), ...steps.slice(-shown)] : [...steps];
}

/** Replaces the steps that are left out in the middle of a path. */
export function moreBetween(hidden: number): string {
  return `… ${number(hidden)} more …`;
}
