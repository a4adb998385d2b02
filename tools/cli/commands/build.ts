import { workOfPlan } from '../../exec/index.js';
import type { GraphInvocation } from '../command.js';
import { planAloud, readWanted } from '../planning.js';
import { tell } from '../session.js';
import { withWorkshop } from '../workshop.js';
import { runAudit } from './audit_masked.js';

export async function runBuild(invocation: GraphInvocation): Promise<number> {
  const wanted = await readWanted(invocation);
  if (!wanted.ok) return wanted.error;
  return withWorkshop(invocation, async (workshop) => {
    const planned = await planAloud(wanted.value, invocation, workshop.catalog);
    if (!planned.ok) return tell(invocation, planned.error);
    const { auditMasked: size } = invocation.options;
    // Audit before anything is built from partitions that may be wrong.
    const problem = size === undefined ? undefined : await runAudit(size, planned.value, invocation, workshop);
    return problem ?? workshop.runWork(workOfPlan(planned.value.plan));
  });
}
