/** Standard output as a place for events. */
export const STDOUT = '-';

/** What is wrong with a place of `--events`; nothing if it is valid. */
export function placeProblem(place: string): string | undefined {
  if (place === '') return 'is empty; it must name a file, "-" or an http address';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return undefined;
  if (!/^https?:/i.test(place)) return 'is an address that is neither http nor https';
  return URL.canParse(place) ? undefined : 'is not a valid address';
}

/** @returns the address; nothing if the place is a file */
export function addressOf(place: string): URL | undefined {
  return /^https?:\/\//i.test(place) ? new URL(place) : undefined;
}
