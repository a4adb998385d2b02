import type { CatalogFailure, CatalogProblem, ImportFailure, NotInCatalog } from '../catalog/index.js';
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
        `this one knows ${String(failure.known)}); use that DataBuild or another catalog`
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

/** Refs that `catalog show` or `catalog history` was asked for in vain, a line each. */
export function describeNotInCatalog({ refs }: NotInCatalog): string {
  return refs.map((ref) => `the catalog has no ${ref}; catalog ls lists what it has`).join('\n');
}

/** Why an import stopped. What came before the line is imported; importing again passes over it. */
export function describeImportFailure(failure: ImportFailure): string {
  const line = `line ${String(failure.line)}`;
  switch (failure.reason) {
    case 'import-line-not-json':
      return `${line} is not JSON; an export has one JSON object a line: was the file cut off?`;
    case 'import-newer-schema':
      return (
        `${line} was exported by a later DataBuild (schemaVersion ${String(failure.found)}, ` +
        `this one knows ${String(failure.known)}); import it with that one`
      );
    case 'import-line-invalid':
      return `${line} is no line of an export: ${failure.at === '' ? '' : `${failure.at}: `}${failure.detail}`;
    default:
      return unreachable(failure);
  }
}

/** What `catalog verify` found, and what to do about it. */
export function describeCatalogProblem(problem: CatalogProblem): string {
  const rebuild = 'forget the ref, and it is built again';
  switch (problem.problem) {
    case 'manifest-unreadable':
      return `manifest ${problem.manifest} cannot be read: ${problem.detail}; forget its refs, and they are built again`;
    case 'manifest-id-differs':
      return `manifest ${problem.manifest} says that it is ${problem.found}; forget its refs, and they are built again`;
    case 'manifest-missing':
      return `${problem.ref} is made by manifest ${problem.manifest}, which is not there; ${rebuild}`;
    case 'output-not-in-manifest':
      return `${problem.ref} is said to be made by manifest ${problem.manifest}, which does not name it; ${rebuild}`;
    case 'keys-differ':
      return `${problem.ref} has another ${problem.key} than its manifest ${problem.manifest}; ${rebuild}`;
    case 'not-newest':
      return `${problem.ref} is at manifest ${problem.manifest}, but others were recorded later; ${rebuild}`;
    case 'output-missing':
      return `${problem.ref} was recorded by manifest ${problem.manifest} and is not there; it is built again`;
    default:
      return unreachable(problem);
  }
}
