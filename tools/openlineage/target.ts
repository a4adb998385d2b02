import { err, ok, type Result } from '../model/index.js';

/** Where events go. */
export type LineageTarget =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'http'; readonly url: URL };

/** Where a server of OpenLineage takes events when its address says nothing else. */
const ENDPOINT = '/api/v1/lineage';

/**
 * Reads what the user named: an address that begins with `http://` or `https://`, or else a file. An address without a
 * path gets the one that servers of OpenLineage have; one with a path is taken as it is.
 */
export function readTarget(text: string): Result<LineageTarget, 'target-empty' | 'url-invalid'> {
  if (text === '') return err('target-empty');
  if (!/^https?:\/\//i.test(text)) return ok({ kind: 'file', path: text });
  if (!URL.canParse(text)) return err('url-invalid');
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = ENDPOINT;
  return ok({ kind: 'http', url });
}
