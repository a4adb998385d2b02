import { workOfRefs } from '../../driver/index.js';
import type { JobInvocation } from '../command.js';
import { warnOfArgs } from '../secrets.js';
import { refsOf, siteOf, tell } from '../session.js';
import { withWorkshop } from '../workshop.js';

export async function runJobExec(invocation: JobInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withWorkshop(invocation, async (workshop) => {
    const work = await workOfRefs(refs, siteOf(invocation), workshop, invocation.cancellation.signal);
    if (!work.ok) return tell(invocation, work.error);
    warnOfArgs(work.value.tasks, invocation);
    return workshop.runWork(work.value);
  });
}
