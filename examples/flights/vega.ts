import { fileURLToPath } from 'node:url';

/** The path of a raw file of the npm package `vega-datasets`: in the source tree, in runfiles and in an archive. */
const rawFile = (name: string): string =>
  fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));

/** 3,000,000 flights: `date` (local departure), `delay` (minutes late on arrival), `distance`, `origin`, `destination`. */
export const FLIGHTS_PARQUET: string = rawFile('flights-3m.parquet');

/** 3,376 airports: `iata`, `name`, `city`, `state`, `country`, `latitude`, `longitude`. */
export const AIRPORTS_CSV: string = rawFile('airports.csv');
