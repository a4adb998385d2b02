import type { CatalogFailure, CatalogProblem, ImportFailure, NotInCatalog } from '../catalog/index.js';
import { columnText, describeJsonProblem } from '../base/json/index.js';
import { isRef, unreachable } from '../base/model/index.js';
import type { Obstacle } from '../base/runtime/index.js';
import { duration, number } from './numbers.js';
import { describeObstacle, fixOfObstacle } from './obstacle.js';
import { name, whole } from './show.js';

/** Explains what is wrong with the catalog, and what to do. */
export function describeCatalogFailure(failure: CatalogFailure): string {
  const path = whole(failure.path);
  switch (failure.reason) {
    case 'catalog-not-a-database':
      return `the catalog ${path} is damaged, or is not a database; move it away, and DataBuild starts a new one`;
    case 'catalog-newer-schema':
      return (
        `the catalog ${path} was written by a later DataBuild (its tables have version ${String(failure.found)}, ` +
        `this one knows ${String(failure.known)}); use that DataBuild or another catalog`
      );
    case 'catalog-locked':
      return (
        `the catalog ${path} was locked by another process for ${duration(failure.waitedMs)}; ` +
        'wait for it to end, or use another --state-dir'
      );
    case 'catalog-read-only':
      return readOnly(path, failure.obstacle);
    case 'catalog-unreadable':
      return `the catalog ${path} cannot be read: ${describeObstacle(failure.obstacle)}; correct that, or use another --state-dir`;
    case 'catalog-truncated':
      return (
        `the catalog ${path} is empty although builds have used it, so it was truncated; restore it from a backup, or move ` +
        'it away, and DataBuild starts a new one'
      );
    case 'catalog-removed':
      return (
        `the catalog ${path} can no longer be used: ${whole(failure.missing)} was removed; restore it from a backup, or ` +
        'run the same command again, which starts a new one'
      );
    case 'catalog-path-too-long':
      return (
        `the path of the catalog has ${number(failure.bytes)} bytes, and SQLite allows at most ` +
        `${number(failure.limit)}: ${path}; use a --state-dir with a shorter path`
      );
    case 'catalog-index-missing':
      return (
        `the catalog ${path} cannot be read: its last changes are in ${path}-wal, whose index ${whole(failure.index)} is missing; ` +
        'run the command once as an account that may write there'
      );
    case 'catalog-rights-missing':
      return (
        `the user of the catalog ${path} has no right to ${failure.rights.join(', ')}; ask the owner of the tables ` +
        'to run GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA databuild TO the user, and ' +
        'GRANT USAGE ON ALL SEQUENCES IN SCHEMA databuild TO the user'
      );
    case 'catalog-disk-full':
      return `the catalog ${path} cannot grow: the disk is full; make room or use another --state-dir`;
    case 'catalog-address-invalid':
      return `the catalog's address ${path} cannot be used: ${whole(failure.detail)}; write postgres://user@host:5432/database`;
    case 'catalog-server-unreachable':
      return `no server answers for the catalog ${path} (${failure.code}); start it, or check host and port`;
    case 'catalog-connection-lost':
      return (
        `the connection to the server of the catalog ${path} was lost (${whole(failure.detail)}); everything recorded ` +
        'so far is safe; run the same command again when the server is back'
      );
    case 'catalog-access-denied':
      return `the server of the catalog ${path} denied access: ${whole(failure.detail)}; check user, password and rights`;
    case 'catalog-database-missing':
      return `the catalog ${path} names a database that does not exist on the server; create it with createdb, or correct the name`;
    case 'catalog-row-damaged':
      return (
        `the catalog ${path} has a damaged row for ${name(failure.what)}: ${whole(failure.detail)}; ` +
        'run catalog verify to list the damage, and do what it says; the next build makes again what is missing'
      );
    case 'catalog-number-out-of-range':
    case 'catalog-tables-damaged':
      return (
        `the catalog ${path} is damaged: ${whole(failure.detail)}; restore it from a backup, or move it away, and DataBuild ` +
        'starts a new one'
      );
    case 'catalog-unavailable':
      return `the catalog ${path} cannot be used: ${whole(failure.detail)}`;
    default:
      return unreachable(failure);
  }
}

function readOnly(path: string, obstacle: Obstacle | undefined): string {
  if (obstacle === undefined) {
    return path.startsWith('postgres:')
      ? `the catalog ${path} cannot be written: its server or its database is read-only; name a server that accepts writes`
      : `the catalog ${path} cannot be written; change its permissions or use another --state-dir`;
  }
  const fix = fixOfObstacle(obstacle);
  const other = fix === undefined ? 'use another --state-dir' : `${fix}, or use another --state-dir`;
  return `the catalog ${path} cannot be written: ${describeObstacle(obstacle)}; ${other}`;
}

/** The refs that `catalog show` or `catalog history` did not find, each on its own line. */
export function describeNotInCatalog({ refs }: NotInCatalog): string {
  return refs.map((ref) => `the catalog has no ${name(ref)}; catalog ls lists what it has`).join('\n');
}

/** A damaged row that an export leaves out. */
export function describeLeftOut({ what, detail }: { readonly what: string; readonly detail: string }): string {
  return `${name(what)} is damaged and left out: ${whole(detail)}; forget its refs, and the next build makes them again`;
}

/** Explains why an import stopped. All earlier lines are imported, and importing again skips them. */
export function describeImportFailure(failure: ImportFailure): string {
  const line = `line ${String(failure.line)}`;
  switch (failure.reason) {
    case 'import-line-not-json':
      return `${line} ${describeJsonProblem(failure.problem, columnText)}; an export has one JSON object a line`;
    case 'import-newer-schema':
      return (
        `${line} was exported by a later DataBuild (schemaVersion ${String(failure.found)}, ` +
        `this one knows ${String(failure.known)}); import it with that one`
      );
    case 'import-line-invalid':
      return `${line} is not a line of an export: ${failure.at === '' ? '' : `${name(failure.at)}: `}${failure.detail}`;
    default:
      return unreachable(failure);
  }
}

/** Explains a problem that `catalog verify` found, and what to do. */
export function describeCatalogProblem(problem: CatalogProblem): string {
  const ref = 'ref' in problem ? name(problem.ref) : '';
  const manifest = 'manifest' in problem ? name(problem.manifest) : '';
  const rebuild = 'forget the ref, and the next build makes it again';
  switch (problem.problem) {
    case 'manifest-unreadable':
      return `manifest ${manifest} cannot be read: ${whole(problem.detail)}; forget its refs, and the next build makes them again`;
    case 'manifest-id-differs':
      return `manifest ${manifest} contains the id ${name(problem.found)}; forget its refs, and the next build makes them again`;
    case 'partition-unreadable':
      // No command takes such a ref: only another program can have written it.
      return isRef(problem.ref)
        ? `the row of ${ref} is damaged: ${whole(problem.detail)}; ${rebuild}`
        : `the row of ${ref} is damaged: ${whole(problem.detail)}; delete it from the tables outputs and history of the database`;
    case 'manifest-missing':
      return `${ref} points at manifest ${manifest}, which is missing; ${rebuild}`;
    case 'output-not-in-manifest':
      return `${ref} points at manifest ${manifest}, which does not list it as an output; ${rebuild}`;
    case 'keys-differ':
      return `${ref} has a different ${problem.key} than its manifest ${manifest}; ${rebuild}`;
    case 'not-newest':
      return `${ref} points at manifest ${manifest}, but later ones were recorded; ${rebuild}`;
    case 'output-missing':
      return `${ref} is missing, although manifest ${manifest} recorded it; the next build makes it again`;
    default:
      return unreachable(problem);
  }
}
