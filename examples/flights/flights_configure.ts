import { dayOf, DAYS, flightsRef, monthOf } from './days.js';

const refs = process.argv.slice(2);

const strangers = refs.filter((ref) => dayOf(ref) === undefined);
for (const ref of strangers) {
  console.error(`${ref}: no such day; give ${flightsRef('YYYY-MM-DD')}, ${String(DAYS[0])} to ${String(DAYS.at(-1))}`);
}
if (strangers.length > 0) process.exit(2);

// One config per month: one scan of the raw file writes all days of the month. The config always lists the whole month, whichever
// days are requested. Otherwise a day would get another config in each request, and so would become stale.
const months = new Set(refs.flatMap((ref) => dayOf(ref) ?? []).map(monthOf));
const configs = [...months].sort().map((month) => {
  const days = DAYS.filter((day) => monthOf(day) === month);
  return { outputs: days.map(flightsRef), inputs: [], args: days };
});

console.log(JSON.stringify(configs));
