import { unreachable } from '../../base/model/index.js';
import type { FieldProblem, Problem } from '../programs/index.js';
import type { PlanFileProblem } from './plan_stream.js';
import type { State } from './states.js';

export type RequestFailure =
  | { readonly reason: 'request-invalid'; readonly errors: readonly FieldProblem[] }
  | { readonly reason: 'graph-not-deployed'; readonly graph: string }
  /** The key belongs to a request for something else. */
  | { readonly reason: 'idempotency-key-reused'; readonly key: string; readonly request: string }
  | { readonly reason: 'idempotency-key-invalid'; readonly length: number }
  | { readonly reason: 'request-not-found'; readonly id: string }
  /** Its state does not allow it. */
  | { readonly reason: 'request-not-possible'; readonly id: string; readonly action: string; readonly state: State }
  | { readonly reason: 'not-a-backfill'; readonly id: string; readonly action: string }
  /** Another plan than the current one was approved. */
  | { readonly reason: 'plan-replaced'; readonly id: string; readonly approved: string; readonly current: string }
  | { readonly reason: 'no-plan'; readonly id: string; readonly state: State }
  | { readonly reason: 'plan-elsewhere'; readonly id: string; readonly path: string }
  | PlanFileProblem;

/** The longest key that is accepted, in characters. */
export const MOST_KEY_CHARACTERS = 255;

/** Describes a failure for a response or a message. */
export function describeRequestFailure(failure: RequestFailure): Problem {
  const { reason } = failure;
  switch (failure.reason) {
    case 'request-invalid':
      return {
        ...{ status: 400, reason, title: 'The request is invalid' },
        detail: failure.errors.map(({ field, detail }) => `${field}: ${detail}`).join('; '),
        errors: failure.errors,
      };
    case 'graph-not-deployed':
      return {
        ...{ status: 404, reason, title: 'The graph is not deployed' },
        detail: `No deployment of ${failure.graph} is current; deploy it, or check the label with GET /api/v1/graphs`,
      };
    case 'idempotency-key-reused':
      return {
        ...{ status: 422, reason, title: 'The idempotency key belongs to another request' },
        detail: `The key ${JSON.stringify(failure.key)} belongs to request ${failure.request}, which asks for something else; use a new key for a new request`,
      };
    case 'idempotency-key-invalid':
      return {
        ...{ status: 400, reason, title: 'The idempotency key is invalid' },
        detail: `The key has ${String(failure.length)} characters; it must have 1 to ${String(MOST_KEY_CHARACTERS)}`,
      };
    case 'request-not-found':
      return {
        ...{ status: 404, reason, title: 'There is no such request' },
        detail: `There is no request ${failure.id}; GET /api/v1/requests lists them`,
      };
    case 'request-not-possible':
      return {
        ...{ status: 409, reason, title: 'The state of the request does not allow this' },
        detail: `Request ${failure.id} is ${failure.state}, so it cannot be ${PAST[failure.action] ?? failure.action}`,
      };
    case 'not-a-backfill':
      return {
        ...{ status: 409, reason, title: 'The request is not a backfill' },
        detail: `Request ${failure.id} has no size, so it cannot be ${PAST[failure.action] ?? failure.action}; cancel it instead`,
      };
    case 'plan-replaced':
      return {
        ...{ status: 409, reason, title: 'The plan was replaced' },
        detail: `Request ${failure.id} has the plan ${failure.current}, not ${failure.approved}; look at the new plan and approve that`,
      };
    case 'no-plan':
      return {
        ...{ status: 409, reason, title: 'There is no plan yet' },
        detail: `Request ${failure.id} is ${failure.state} and has no plan; ask again when it has one`,
      };
    case 'plan-elsewhere':
      return {
        ...{ status: 409, reason, title: 'The plan is not here' },
        detail: `The plan of request ${failure.id} is not in ${failure.path}; ask the replica that made it, or retry the request if the plan was dropped because of its age`,
      };
    case 'plan-unreadable':
      return {
        ...{ status: 500, reason, title: 'The plan cannot be read' },
        detail: `${failure.path} cannot be read (${failure.code}); check the state directory, or retry the request`,
      };
    case 'plan-layout':
      return {
        ...{ status: 500, reason, title: 'The plan cannot be read' },
        detail: `${failure.path} is not a complete plan; retry the request`,
      };
    default:
      return unreachable(failure);
  }
}

const PAST: Readonly<Record<string, string>> = {
  approve: 'approved',
  cancel: 'cancelled',
  retry: 'retried',
  stop: 'stopped',
  continue: 'continued',
};
