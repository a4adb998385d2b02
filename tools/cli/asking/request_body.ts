import { ok, type PartitionRef, type Result } from '../../base/model/index.js';
import type { NewRequest } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { selectionOf, typedRefs } from '../requested.js';

/**
 * What a command line asks a service for. As when the command works itself, the forced refs are the requested ones if there are
 * no others. Which partitions a selection means is for the service to say.
 *
 * @param approve see the API
 * @returns the exit code, after reporting what is wrong
 */
export async function requestBody(
  invocation: GraphInvocation,
  approve: NewRequest['approve'],
): Promise<Result<NewRequest, number>> {
  const { args, descriptor, options } = invocation;
  const read = async (texts: readonly string[]): Promise<Result<PartitionRef[], number>> =>
    texts.length === 0 ? ok([]) : typedRefs({ ...invocation, args: texts });
  const force = await read(options.force);
  if (!force.ok) return force;
  const forceDownstream = await read(options.forceDownstream);
  if (!forceDownstream.ok) return forceDownstream;
  const forced = [...new Set([...force.value, ...forceDownstream.value])];
  const selection = selectionOf(invocation);
  const typed =
    args.length === 0 && (selection !== undefined || forced.length > 0)
      ? ok(selection === undefined ? forced : [])
      : await typedRefs(invocation);
  if (!typed.ok) return typed;
  const { glob, from, to } = selection ?? {};
  return ok({
    graph: descriptor.label,
    ...(typed.value.length > 0 && { refs: typed.value }),
    ...(glob !== undefined && { match: glob.text }),
    ...(from !== undefined && { from: from.text }),
    ...(to !== undefined && { to: to.text }),
    mode: {
      ...(options.validity !== undefined && { validity: options.validity }),
      ...(force.value.length > 0 && { force: force.value }),
      ...(forceDownstream.value.length > 0 && { forceDownstream: forceDownstream.value }),
      ...(options.optimistic && { optimistic: true }),
    },
    ...(options.note !== undefined && { note: options.note }),
    ...(approve !== undefined && { approve }),
  });
}
