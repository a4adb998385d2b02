import { unreachable } from '../../base/model/index.js';
import type { DirectoryFailure } from '../../base/runtime/index.js';
import type { CatalogFailure } from '../../catalog/index.js';
import { describeCatalogFailure, describeDriverFailure } from '../../report/index.js';

/** Why a service cannot be started. */
export type ServiceFailure =
  | { readonly reason: 'catalog'; readonly failure: CatalogFailure }
  | { readonly reason: 'directory'; readonly failure: DirectoryFailure }
  /** Tables of the service were changed by a later DataBuild. */
  | { readonly reason: 'tables-newer'; readonly place: string; readonly tables: string }
  /** Another service uses the state directory. `holder`: what it wrote about itself. */
  | { readonly reason: 'state-dir-in-use'; readonly stateDir: string; readonly holder: string | undefined }
  | { readonly reason: 'not-loopback'; readonly host: string }
  /** `code`: the error of the system, such as `EADDRINUSE`. */
  | { readonly reason: 'cannot-listen'; readonly host: string; readonly port: number; readonly code: string };

/** What is wrong, and how to correct it. */
export function describeServiceFailure(failure: ServiceFailure): string {
  switch (failure.reason) {
    case 'catalog':
      return describeCatalogFailure(failure.failure);
    case 'directory':
      return describeDriverFailure({ stage: 'directory', failure: failure.failure });
    case 'tables-newer':
      return `the tables "${failure.tables}" of ${failure.place} were written by a later DataBuild; use that DataBuild or another catalog`;
    case 'state-dir-in-use':
      return (
        `another service${failure.holder === undefined ? '' : ` (${failure.holder})`} uses ${failure.stateDir}; ` +
        'stop it, or choose another --state-dir'
      );
    case 'not-loopback':
      return (
        `${failure.host} can be reached from other machines, and without --auth everyone there could run programs here; ` +
        'add --auth tokens:FILE or --auth header:NAME, or listen on 127.0.0.1'
      );
    case 'cannot-listen':
      return `cannot listen on ${failure.host} port ${String(failure.port)}: ${whyNot(failure.code)}`;
    default:
      return unreachable(failure);
  }
}

function whyNot(code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program has the port; choose another one with --port, or 0 for any that is free';
    case 'EACCES':
      return 'this account may not use the port; choose one from 1024 on with --port';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'it is no address of this machine; correct --host';
    default:
      return `${code}; correct --host or --port`;
  }
}
