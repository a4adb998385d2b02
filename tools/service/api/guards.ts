import { err, ok, type Result } from '../../base/model/index.js';
import type { Problem } from '../programs/index.js';
import { badRequest } from './problems.js';

/** Names of this machine by which browsers may call a service that lets everyone in. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Headers of every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Refuses an address whose percent signs do not spell UTF-8 text, or that has a NUL. */
export function checkUrl(url: string): Result<void, Problem> {
  const begin = url.indexOf('/', url.indexOf('//') + 2);
  try {
    if (!decodeURIComponent(url.slice(begin)).includes('\0')) return ok(undefined);
  } catch {
    // The same answer.
  }
  return err(badRequest('bad-address', 'the address has percent signs that do not spell UTF-8 text; encode it again'));
}

/**
 * Refuses what a page of another site could have a browser send: a call by another name that leads to this machine, and a
 * change that comes from elsewhere.
 *
 * @param open whether the service lets everyone in that reaches it
 */
export function checkOrigin(
  method: string,
  header: (name: string) => string | undefined,
  open: boolean,
): Result<void, Problem> {
  const host = (header('host') ?? '').toLowerCase();
  if (open && !LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
    return err({
      status: 421,
      reason: 'other-host',
      title: 'Other host',
      detail: `this service answers for localhost only, and was called as ${JSON.stringify(host)}; start it with --auth for other names`,
    });
  }
  const reads = method === 'GET' || method === 'HEAD';
  const site = header('sec-fetch-site');
  const origin = header('origin');
  const elsewhere =
    site === 'cross-site' ||
    site === 'same-site' ||
    (site === undefined && origin !== undefined && hostOf(origin) !== host);
  if (reads || !elsewhere) return ok(undefined);
  return err({
    status: 403,
    reason: 'other-origin',
    title: 'Other origin',
    detail: 'pages of other sites may change nothing here',
  });
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
