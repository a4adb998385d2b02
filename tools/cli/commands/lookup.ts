import { lookupRefs } from '../../driver/index.js';
import type { GraphInvocation } from '../command.js';
import { refsOf, siteOf, tell } from '../session.js';

export async function runLookup(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const placed = await lookupRefs(refs, siteOf(invocation), invocation.cancellation.signal);
  if (!placed.ok) return tell(invocation, placed.error);
  await invocation.out.write(`${JSON.stringify(Object.fromEntries(placed.value), null, 2)}\n`);
  return 0;
}
