import type { Result } from '../../../base/model/index.js';
import type { Principal, Problem } from '../../programs/index.js';

/** What is known of a client before it is known who it is. */
export interface Caller {
  /** @param name of a header, in lower case */
  readonly header: (name: string) => string | undefined;
  /** The address that the connection comes from. */
  readonly peer: string;
}

/** Finds out who calls. Accounts and OIDC would be others of these. */
export interface Authenticator {
  /** Whether everyone who reaches the service may use it. Such a service listens on loopback only. */
  readonly open: boolean;
  readonly identify: (caller: Caller) => Result<Principal, Problem>;
}

export function unauthorized(detail: string): Problem {
  return { status: 401, reason: 'unauthorized', title: 'Unauthorized', detail };
}
