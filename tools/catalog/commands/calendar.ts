export const THERE = '■';
export const MISSING = '·';

const HEADER = `${' '.repeat(9)}....5...10...15...20...25...30.`;
/** The longest gap, in months, of which every month is still shown. */
const MAX_EMPTY_MONTHS = 2;

/** Whether a value is a date, `YYYY-MM-DD`. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/**
 * Draws a calendar, with one line per month and one column per day.
 *
 * @param days `YYYY-MM-DD`, at least one
 */
export function calendar(days: readonly string[]): string[] {
  const months = new Map<number, Set<number>>();
  for (const day of days) {
    const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
    const found = months.get(month) ?? new Set();
    months.set(month, found.add(Number(day.slice(8))));
  }
  const lines = [HEADER];
  let last: number | undefined;
  for (const month of [...months.keys()].toSorted((a, b) => a - b)) {
    const empty = last === undefined ? 0 : month - last - 1;
    if (empty > MAX_EMPTY_MONTHS) lines.push(`  ⋮      ${String(empty)} months without any`);
    else for (let i = empty; i > 0; i--) lines.push(monthLine(month - i, new Set()));
    lines.push(monthLine(month, months.get(month) ?? new Set()));
    last = month;
  }
  return lines;
}

function monthLine(month: number, days: ReadonlySet<number>): string {
  const year = Math.trunc(month / 12);
  const name = `${String(year).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  // Day 0 of the next month. `Date.UTC` would read years below 100 as 1900 and later.
  const length = new Date(Date.UTC(2000 + (year % 400), (month % 12) + 1, 0)).getUTCDate();
  return `${name}  ${Array.from({ length }, (_, i) => (days.has(i + 1) ? THERE : MISSING)).join('')}`;
}
