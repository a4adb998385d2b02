import { err, ok, type Result } from './result.js';

/** Where a copy of something goes: a file as the user named it, or a server. */
export type Place = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'http'; readonly url: URL };

/** Why a text does not name a place. */
export type PlaceProblem = 'place-empty' | 'place-not-http' | 'place-invalid';

/** Reads a place: an address that begins with `http://` or `https://`, or else a file. */
export function readPlace(text: string): Result<Place, PlaceProblem> {
  if (text === '') return err('place-empty');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return ok({ kind: 'file', path: text });
  if (!/^https?:/i.test(text)) return err('place-not-http');
  return URL.canParse(text) ? ok({ kind: 'http', url: new URL(text) }) : err('place-invalid');
}
