import { dayOf, DAYS, flightsRef, monthOf } from './days.js';

const refs = process.argv.slice(2);

const strangers = refs.filter((ref) => dayOf(ref) === undefined);
for (const ref of strangers) {
  console.error(`${ref}: no such day; give ${flightsRef('YYYY-MM-DD')}, ${String(DAYS[0])} to ${String(DAYS.at(-1))}`);
}
if (strangers.length > 0) process.exit(2);

// One config a month: a single scan of the raw file writes every day of it that was asked for.
const months = Map.groupBy(refs.flatMap((ref) => dayOf(ref) ?? []).sort(), monthOf);
const configs = [...months.values()].map((days) => ({ outputs: days.map(flightsRef), inputs: [], args: days }));

console.log(JSON.stringify(configs));
