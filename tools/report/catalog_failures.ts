import type { CatalogFailure } from '../catalog/index.js';
import { unreachable } from '../model/index.js';

/** What is wrong with the catalog and what to do about it. */
export function describeCatalogFailure(failure: CatalogFailure): string {
  const { path } = failure;
  switch (failure.reason) {
    case 'catalog-not-a-database':
      return `the catalog ${path} is not an intact database; move it away and DataBuild starts a new one`;
    case 'catalog-newer-schema':
      return (
        `the catalog ${path} was written by a later DataBuild (its tables have version ${String(failure.found)}, ` +
        `this one knows ${String(failure.known)}); use that DataBuild or another --state-dir`
      );
    case 'catalog-locked':
      return (
        `the catalog ${path} was locked by another process for ${String(failure.waitedMs / 1000)} s; ` +
        'wait for it to end, or use another --state-dir'
      );
    case 'catalog-read-only':
      return `the catalog ${path} cannot be written; change its permissions or use another --state-dir`;
    case 'catalog-disk-full':
      return `the catalog ${path} cannot grow: the disk is full; make room or use another --state-dir`;
    case 'catalog-address-invalid':
      return `the catalog's address ${path} cannot be used: ${failure.detail}; write postgres://user@host:5432/database`;
    case 'catalog-server-unreachable':
      return `no server answers for the catalog ${path} (${failure.code}); start it, or check host and port`;
    case 'catalog-connection-lost':
      return (
        `the server of the catalog ${path} went away (${failure.detail}); what was recorded is safe: ` +
        'run the same command again when it is back'
      );
    case 'catalog-access-denied':
      return `the server of the catalog ${path} refuses: ${failure.detail}; check user, password and rights`;
    case 'catalog-database-missing':
      return `the catalog ${path} names a database that the server does not have; make it with createdb, or correct the name`;
    case 'catalog-unavailable':
      return `the catalog ${path} cannot be used: ${failure.detail}`;
    default:
      return unreachable(failure);
  }
}
