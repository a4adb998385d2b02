import { unreachable } from '../../base/model/index.js';
import type { Problem } from '../programs/index.js';
import { describeSourceFailure, type SourceFailure } from './problem.js';

/** Why a call about a trigger does nothing. */
export type TriggerFailure =
  | { readonly reason: 'trigger-unknown'; readonly graph: string; readonly trigger: string }
  /** A call is not one of its sources. */
  | { readonly reason: 'trigger-takes-no-events'; readonly trigger: string }
  /** The key was used for another event. */
  | { readonly reason: 'event-key-reused'; readonly key: string }
  | { readonly reason: 'event-too-large'; readonly limitBytes: number }
  | { readonly reason: 'too-many-waiting'; readonly trigger: string; readonly limit: number }
  | { readonly reason: 'time-range-invalid'; readonly detail: string }
  | { readonly reason: 'trigger-broken'; readonly trigger: string; readonly failure: SourceFailure };

export function describeTriggerFailure(failure: TriggerFailure): Problem {
  const { reason } = failure;
  switch (failure.reason) {
    case 'trigger-unknown':
      return {
        ...{ reason, status: 404, title: 'No such trigger' },
        detail: `the current deployment of ${failure.graph} has no trigger "${failure.trigger}"; GET /triggers lists them`,
      };
    case 'trigger-takes-no-events':
      return {
        ...{ reason, status: 409, title: 'The trigger takes no events' },
        detail: `the trigger "${failure.trigger}" takes no events by HTTP; add http = True to it in the BUILD file`,
      };
    case 'event-key-reused':
      return {
        ...{ reason, status: 422, title: 'The key belongs to another event' },
        detail: `an event with the key "${failure.key}" and another body is recorded; use a new key for a new event`,
      };
    case 'event-too-large':
      return {
        ...{ reason, status: 413, title: 'The event is too large' },
        detail: `an event has at most ${String(failure.limitBytes)} bytes of JSON; send a reference to the data`,
      };
    case 'too-many-waiting':
      return {
        ...{ reason, status: 429, title: 'Too many events are waiting', retryAfter: 60 },
        detail: `${String(failure.limit)} events of the trigger "${failure.trigger}" are waiting; look at its problem, and try again later`,
      };
    case 'time-range-invalid':
      return { ...{ reason, status: 400, title: 'Invalid range of time' }, detail: failure.detail };
    case 'trigger-broken':
      return {
        ...{ reason, status: 409, title: 'The trigger does not work' },
        detail: `the trigger "${failure.trigger}" does not work: ${describeSourceFailure(failure.failure)}`,
      };
    default:
      return unreachable(failure);
  }
}
