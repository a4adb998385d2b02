import { err, ok, readPlace, unreachable, type Place, type PlaceProblem, type Result } from '../base/model/index.js';

/** Standard output as a place for events. */
export const STDOUT = '-';

/** @param typed the values of `--events` */
export function readEventPlaces(typed: readonly string[]): Result<readonly (Place | typeof STDOUT)[], string> {
  const places: (Place | typeof STDOUT)[] = [];
  for (const text of typed) {
    if (text === STDOUT) {
      places.push(STDOUT);
      continue;
    }
    const place = readOption('events', text, 'a file, "-" or an http address');
    if (!place.ok) return place;
    places.push(place.value);
  }
  return ok(places);
}

/** @param text the value of `--openlineage`, if given */
export function readLineagePlace(text: string | undefined): Result<Place | undefined, string> {
  return text === undefined ? ok(undefined) : readOption('openlineage', text, 'a file or an http address');
}

function readOption(option: string, text: string, allowed: string): Result<Place, string> {
  const place = readPlace(text);
  return place.ok ? place : err(`--${option} ${JSON.stringify(text)} ${describe(place.error, allowed)}`);
}

function describe(problem: PlaceProblem, allowed: string): string {
  switch (problem) {
    case 'place-empty':
      return `is empty; it must name ${allowed}`;
    case 'place-not-http':
      return 'is an address that is neither http nor https';
    case 'place-invalid':
      return 'is not a valid address';
    default:
      return unreachable(problem);
  }
}
