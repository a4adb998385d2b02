/** The last day is 30 June, because the data has only six flights on 1 July, all at midnight. */
const FIRST_DAY = Date.UTC(2001, 0, 1);
const LAST_DAY = Date.UTC(2001, 5, 30);
const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** Every day of the data, `2001-01-01` to `2001-06-30`. Because this is a list, a 30 February is not a day. */
export const DAYS: readonly string[] = Array.from({ length: (LAST_DAY - FIRST_DAY) / MS_PER_DAY + 1 }, (_, index) =>
  new Date(FIRST_DAY + index * MS_PER_DAY).toISOString().slice(0, 'YYYY-MM-DD'.length),
);

const KNOWN_DAYS = new Set(DAYS);

/** `2001-01-15` → `2001-01`. */
export const monthOf = (day: string): string => day.slice(0, 'YYYY-MM'.length);

export const flightsRef = (day: string): string => `flights/day=${day}`;

/** The file with the flights of a day, relative to the data directory. */
export const flightsFile = (day: string): string => `${flightsRef(day)}/flights.csv`;

/** The day of a `flights/day=…` ref. @returns undefined if the text is not such a ref, or the day is not in the data */
export function dayOf(ref: string): string | undefined {
  const prefix = flightsRef('');
  const day = ref.slice(prefix.length);
  return ref.startsWith(prefix) && KNOWN_DAYS.has(day) ? day : undefined;
}
