import { lookup } from '../../analyze/lookup/index.js';
import { describeLookupFailure, exitCodeOfLookupFailure } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { askOptions, fail, refsOf } from '../session.js';

export async function runLookup(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const placed = await lookup(refs, { descriptor: invocation.descriptor, ask: askOptions(invocation) });
  if (!placed.ok) return fail(invocation, placed.error, describeLookupFailure, exitCodeOfLookupFailure);
  await invocation.out.write(`${JSON.stringify(Object.fromEntries(placed.value), null, 2)}\n`);
  return 0;
}
