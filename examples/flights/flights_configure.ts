import { dayOf, DAYS, flightsRef } from './days.js';

const refs = process.argv.slice(2);

const strangers = refs.filter((ref) => dayOf(ref) === undefined);
for (const ref of strangers) {
  console.error(`${ref}: no such day; give ${flightsRef('YYYY-MM-DD')}, ${String(DAYS[0])} to ${String(DAYS.at(-1))}`);
}
if (strangers.length > 0) process.exit(2);

// A config for each day. The job takes batches, so one scan of the raw file makes many of them all the same.
const configs = refs.map((ref) => ({ outputs: [ref], args: [dayOf(ref)] }));

console.log(JSON.stringify(configs));
