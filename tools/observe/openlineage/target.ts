import { err, ok, type Result } from '../../base/model/index.js';

/** Where events go. */
export type LineageTarget =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'http'; readonly url: URL };

/** What is no place for events. */
export type TargetProblem = 'target-empty' | 'target-not-http' | 'target-invalid';

/** Where a server of OpenLineage takes events when its address says nothing else. */
const ENDPOINT = '/api/v1/lineage';

/**
 * Reads what the user named: an address that begins with `http://` or `https://`, or else a file. An address without a
 * path gets the one that servers of OpenLineage have; one with a path is taken as it is.
 */
export function readTarget(text: string): Result<LineageTarget, TargetProblem> {
  if (text === '') return err('target-empty');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return ok({ kind: 'file', path: text });
  if (!/^https?:/i.test(text)) return err('target-not-http');
  if (!URL.canParse(text)) return err('target-invalid');
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = ENDPOINT;
  return ok({ kind: 'http', url });
}
