/** The last day is 30 June: of 1 July the data has only six flights, which left at midnight. */
const FIRST_DAY = Date.UTC(2001, 0, 1);
const LAST_DAY = Date.UTC(2001, 5, 30);
const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** Every day the data covers, `2001-01-01` to `2001-06-30`. A list leaves no room for a 30 February. */
export const DAYS: readonly string[] = Array.from({ length: (LAST_DAY - FIRST_DAY) / MS_PER_DAY + 1 }, (_, index) =>
  new Date(FIRST_DAY + index * MS_PER_DAY).toISOString().slice(0, 'YYYY-MM-DD'.length),
);

const KNOWN_DAYS = new Set(DAYS);

/** `2001-01-15` → `2001-01`. */
export const monthOf = (day: string): string => day.slice(0, 'YYYY-MM'.length);

export const flightsRef = (day: string): string => `flights/day=${day}`;

/** Where the flights of a day are, below the data directory. */
export const flightsFile = (day: string): string => `${flightsRef(day)}/flights.csv`;

/** The day that a `flights/day=…` ref names, or undefined when it is no such ref or no day of the data. */
export function dayOf(ref: string): string | undefined {
  const prefix = flightsRef('');
  const day = ref.slice(prefix.length);
  return ref.startsWith(prefix) && KNOWN_DAYS.has(day) ? day : undefined;
}
