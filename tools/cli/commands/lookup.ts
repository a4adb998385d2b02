import { lookupRefs } from '../../driver/index.js';
import type { GraphInvocation } from '../command.js';
import { requestedRefs } from '../requested.js';
import { siteOf, tell } from '../session.js';

export async function runLookup(invocation: GraphInvocation): Promise<number> {
  const refs = await requestedRefs(invocation);
  if (!refs.ok) return refs.error;
  const placed = await lookupRefs(refs.value, siteOf(invocation), invocation.cancellation.signal);
  if (!placed.ok) return tell(invocation, placed.error);
  await invocation.out.write(`${JSON.stringify(Object.fromEntries(placed.value), null, 2)}\n`);
  return 0;
}
