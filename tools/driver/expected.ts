import { listExpected, type Expected } from '../analyze/expected/index.js';
import { err, type Result, type Selection } from '../base/model/index.js';
import { openAsking } from './calls.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { GraphSite } from './site.js';

/** The partitions that ought to exist, as the graph's program lists them. @param selection which of them are meant */
export async function expectedRefs(
  selection: Selection,
  site: GraphSite,
  signal: AbortSignal,
): Promise<Result<Expected, DriverFailure[]>> {
  await using asking = openAsking(site, signal);
  const expected = await listExpected(selection, { descriptor: site.descriptor, ask: asking.ask });
  return expected.ok ? expected : err(failuresAt('expected', [expected.error]));
}
