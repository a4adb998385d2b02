import { unreachable } from '../../base/model/index.js';
import type { Problem } from './api_types.js';

/** Why a call of a service gave no answer that can be used. */
export type CallFailure =
  /** Nothing answers at the address. `code` is that of the system, such as `ECONNREFUSED`. */
  | { readonly reason: 'no-service'; readonly url: string; readonly code: string }
  /** A service that had answered before does not answer any more. */
  | { readonly reason: 'connection-lost'; readonly url: string; readonly code: string }
  /** Something else than a service answers at the address. */
  | { readonly reason: 'not-a-service'; readonly url: string; readonly status: number }
  /** The service is of a version that does not have the call. */
  | { readonly reason: 'call-missing'; readonly url: string; readonly call: string }
  /** The service refuses the call, or failed. */
  | { readonly reason: 'refused'; readonly url: string; readonly problem: Problem }
  /** The user does not wait any longer. */
  | { readonly reason: 'interrupted' };

/** The kebab-case reason of a problem, without what all types of problems begin with. */
export function reasonOf({ type }: Problem): string {
  return type.slice(PROBLEM.length);
}

/** What the type of every problem of a service begins with. */
export const PROBLEM = 'urn:databuild:problem:';

/** Says what is wrong and how to correct it. */
export function describeCallFailure(failure: CallFailure): string {
  switch (failure.reason) {
    case 'no-service':
      return `no service answers at ${failure.url} (${failure.code}); check the address, and that the service runs`;
    case 'connection-lost':
      return `the service at ${failure.url} does not answer any more (${failure.code}); try again when it runs`;
    case 'not-a-service':
      return `${failure.url} is not a DataBuild service: it answered ${String(failure.status)}; check the address`;
    case 'call-missing':
      return `the service at ${failure.url} does not have the call ${failure.call}; it is of another version than this program`;
    case 'refused':
      return `${failure.url} refuses: ${failure.problem.detail}`;
    case 'interrupted':
      return 'interrupted';
    default:
      return unreachable(failure);
  }
}
