import { err, ok, type Result } from '../../base/model/index.js';
import type { CatalogFailure } from '../failure.js';

/** The address of a catalog's server. */
export interface Address {
  /** As the user gave it, with user and password. */
  readonly url: string;
  /** The form without secrets, for messages: `postgres://host:port/database`. */
  readonly shown: string;
}

/** Reads `postgres://[user[:password]@]host[:port]/database[?sslmode=…]`; `postgresql:` means the same. */
export function parseAddress(url: string): Result<Address, CatalogFailure> {
  const invalid = (path: string, detail: string): Result<Address, CatalogFailure> =>
    err({ reason: 'catalog-address-invalid', path, detail });
  if (!URL.canParse(url)) return invalid(withoutSecrets(url), 'it is not a URL');
  const { protocol, hostname, port, pathname } = new URL(url);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    return invalid(`${protocol}//${hostname}${pathname}`, `${protocol}// catalogs are not supported`);
  }
  const database = pathname.slice(1);
  if (hostname === '' || database === '') {
    return invalid(`postgres://${hostname}${pathname}`, hostname === '' ? 'it has no host' : 'it has no database');
  }
  return ok({ url, shown: `postgres://${hostname}:${port === '' ? '5432' : port}/${database}` });
}

/**
 * Removes possible secrets from a text that cannot be parsed: everything up to the last `@`, and everything after
 * `?`.
 */
function withoutSecrets(text: string): string {
  return text.slice(text.lastIndexOf('@') + 1).replace(/\?.*$/s, '');
}
