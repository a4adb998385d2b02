import { err, ok, type Result } from '../../base/model/index.js';

/** Where lineage events go. */
export type LineageTarget =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'http'; readonly url: URL };

/** Why a text does not name a target. */
export type TargetProblem = 'target-empty' | 'target-not-http' | 'target-invalid';

/** The path on which an OpenLineage server accepts events, unless the address has another one. */
const ENDPOINT = '/api/v1/lineage';

/**
 * Reads a target: an address that begins with `http://` or `https://`, or else a file. An address without a path gets the
 * usual path of OpenLineage servers.
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
