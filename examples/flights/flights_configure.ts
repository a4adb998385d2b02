import { dayOf, DAYS, flightsRef, monthOf } from './days.js';

const refs = process.argv.slice(2);

const strangers = refs.filter((ref) => dayOf(ref) === undefined);
for (const ref of strangers) {
  console.error(`${ref}: no such day; give ${flightsRef('YYYY-MM-DD')}, ${String(DAYS[0])} to ${String(DAYS.at(-1))}`);
}
if (strangers.length > 0) process.exit(2);

// One config a month, always the whole month: a single scan of the raw file writes every day of it. Which days were asked
// for makes no difference to what a config is, or the same day would be made in another way each time.
const months = new Set(refs.flatMap((ref) => dayOf(ref) ?? []).map(monthOf));
const configs = [...months].sort().map((month) => {
  const days = DAYS.filter((day) => monthOf(day) === month);
  return { outputs: days.map(flightsRef), inputs: [], args: days };
});

console.log(JSON.stringify(configs));
