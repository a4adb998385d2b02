import { unreachable } from '../../base/model/index.js';
import type { Problem } from '../programs/index.js';

/** Why a target of a graph was not started. */
export type StartFailure =
  | { readonly reason: 'run-directory-unusable'; readonly directory: string; readonly code: string }
  | { readonly reason: 'program-not-started'; readonly program: string; readonly code: string };

export type RunFailure =
  | StartFailure
  | { readonly reason: 'run-not-found'; readonly id: string }
  /** Its files are in the state directory of another replica. */
  | { readonly reason: 'run-elsewhere'; readonly id: string; readonly host: string; readonly path: string };

/** Describes a failure for a response or a message. */
export function describeRunFailure(failure: RunFailure): Problem {
  const { reason } = failure;
  switch (failure.reason) {
    case 'run-directory-unusable':
      return {
        ...{ status: 500, reason, title: 'The state directory cannot be used' },
        detail: `${failure.directory} cannot be created (${failure.code}); make room, or change the permissions of the state directory`,
      };
    case 'program-not-started':
      return {
        ...{ status: 500, reason, title: 'A program of the graph could not be started' },
        detail: `${failure.program} could not be started (${failure.code}); check that the deployment is complete and that its programs run on this machine`,
      };
    case 'run-not-found':
      return {
        ...{ status: 404, reason, title: 'There is no such run' },
        detail: `There is no run ${failure.id}; GET /api/v1/builds lists them`,
      };
    case 'run-elsewhere':
      return {
        ...{ status: 409, reason, title: 'The files are on another machine' },
        detail: `The files of run ${failure.id} are in ${failure.path} on ${failure.host}; ask the replica that runs there`,
      };
    default:
      return unreachable(failure);
  }
}
