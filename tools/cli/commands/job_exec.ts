import { workOfRefs } from '../../driver/index.js';
import type { JobInvocation } from '../command.js';
import { warnOfArgs } from '../secrets.js';
import { typedRefs } from '../requested.js';
import { siteOf, tell } from '../session.js';
import { withWorkshop } from '../workshop.js';

export async function runJobExec(invocation: JobInvocation): Promise<number> {
  const refs = await typedRefs(invocation);
  if (!refs.ok) return refs.error;
  return withWorkshop(invocation, async (workshop) => {
    const work = await workOfRefs(refs.value, siteOf(invocation), workshop, invocation.cancellation.signal);
    if (!work.ok) return tell(invocation, work.error);
    warnOfArgs(work.value.tasks, invocation);
    return workshop.runWork(work.value);
  });
}
