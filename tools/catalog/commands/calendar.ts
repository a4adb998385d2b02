export const THERE = '■';
export const MISSING = '·';
export const NOTHING = ' ';

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
 * @param days `YYYY-MM-DD` → its mark; at least one
 * @param otherwise the mark of all other days
 */
export function calendar(days: Iterable<readonly [day: string, mark: string]>, otherwise: string): string[] {
  const months = new Map<number, Map<number, string>>();
  for (const [day, mark] of days) {
    const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
    const found = months.get(month) ?? new Map<number, string>();
    months.set(month, found.set(Number(day.slice(8)), mark));
  }
  const lines = [HEADER];
  let last: number | undefined;
  for (const month of [...months.keys()].toSorted((a, b) => a - b)) {
    const empty = last === undefined ? 0 : month - last - 1;
    if (empty > MAX_EMPTY_MONTHS) lines.push(`  ⋮      ${String(empty)} months without any`);
    else for (let i = empty; i > 0; i--) lines.push(monthLine(month - i, new Map(), otherwise));
    lines.push(monthLine(month, months.get(month) ?? new Map<number, string>(), otherwise));
    last = month;
  }
  return lines;
}

function monthLine(month: number, days: ReadonlyMap<number, string>, otherwise: string): string {
  const year = Math.trunc(month / 12);
  const name = `${String(year).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  // Day 0 of the next month. `Date.UTC` would read years below 100 as 1900 and later.
  const length = new Date(Date.UTC(2000 + (year % 400), (month % 12) + 1, 0)).getUTCDate();
  return `${name}  ${Array.from({ length }, (_, i) => days.get(i + 1) ?? otherwise).join('')}`.trimEnd();
}
