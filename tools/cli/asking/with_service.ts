import { CLOCK } from '../../base/runtime/index.js';
import { describeCallFailure, openService, type CallFailure, type Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { readToken } from './token.js';

/** Opens the service that the user names. @returns the exit code */
export async function withService(
  invocation: GraphInvocation,
  work: (service: Service) => Promise<number>,
): Promise<number> {
  const { cancellation, messages, options, refuse } = invocation;
  if (options.server === undefined) throw new Error('there is no service to ask');
  const token = await readToken(invocation);
  if (!token.ok) return refuse(token.error);
  const service = openService({
    url: options.server,
    token: token.value,
    signal: cancellation.signal,
    clock: CLOCK,
    onWait: (why) => {
      messages.line(`waiting for the service (${why})`);
    },
  });
  return work(service);
}

/** Reports that a call failed. @returns the exit code: 1 if the service failed, 2 if it does not do what it was asked */
export function refuseCall({ refuse }: Pick<GraphInvocation, 'refuse'>, failure: CallFailure): number {
  refuse(describeCallFailure(failure));
  const isFault = failure.reason === 'refused' ? failure.problem.status >= 500 : failure.reason === 'connection-lost';
  return isFault ? 1 : 2;
}

/** A call of a list failed after part of it was printed. Whoever reads the list makes a message of it. */
export class ListFailed extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}
