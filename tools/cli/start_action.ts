import { CatalogError } from '../catalog/index.js';
import { describeCatalogFailure } from '../report/index.js';
import type { Action, Descriptor, Invocation, ServiceInvocation } from './command.js';
import { overdue } from './ending.js';
import type { Target } from './help.js';
import type { ServiceDescriptor } from '../base/model/index.js';
import { withProfile } from './profiling.js';

/**
 * Runs an action to its end, or until it is overdue after a signal.
 *
 * @param own see `runCommand`
 * @returns the exit code
 */
export async function startAction(
  action: Action,
  target: Target,
  own: ((invocation: ServiceInvocation) => Promise<number>) | undefined,
  invocation: Invocation<Descriptor | ServiceDescriptor>,
): Promise<number> {
  const { cancellation, messages, options, refuse } = invocation;
  const leaveWhenOverdue = async (): Promise<number> => {
    await overdue(action, options, cancellation);
    messages.line(`${target.name}: ended early, because something it waited for did not answer`);
    return 1;
  };
  try {
    return await Promise.race([start(action, own, invocation), leaveWhenOverdue()]);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return refuse(describeCatalogFailure(error.failure));
  }
}

async function start(
  action: Action,
  own: ((invocation: ServiceInvocation) => Promise<number>) | undefined,
  invocation: Invocation<Descriptor | ServiceDescriptor>,
): Promise<number> {
  const { descriptor } = invocation;
  if ('ownProgram' in action) {
    if (own === undefined || descriptor.kind === 'job') throw new Error('this command has a program of its own');
    return own({ ...invocation, descriptor });
  }
  if (action.descriptor === 'graph' && descriptor.kind === 'graph') {
    const { asking } = action;
    if (invocation.options.server !== undefined && asking !== undefined) {
      return (await asking.load())({ ...invocation, descriptor });
    }
    return withProfile({ ...invocation, descriptor }, await action.load());
  }
  if (action.descriptor === 'job' && descriptor.kind === 'job') {
    return withProfile({ ...invocation, descriptor }, await action.load());
  }
  throw new Error(`a ${action.descriptor} command was given the descriptor of a ${descriptor.kind}`);
}
