import { workOfPlan } from '../../exec/index.js';
import type { GraphInvocation } from '../command.js';
import { planGraph, readAsked } from '../planning.js';
import { withWorkshop } from '../workshop.js';
import { auditMasked } from './audit_masked.js';

export async function runBuild(invocation: GraphInvocation): Promise<number> {
  const asked = await readAsked(invocation);
  if (asked === undefined) return 2;
  return withWorkshop(invocation, async (workshop) => {
    const planned = await planGraph(asked, invocation, workshop.catalog);
    if (typeof planned === 'number') return planned;
    const { auditMasked: size } = invocation.options;
    // Before anything is built on data that should have been made again.
    const problem = size === undefined ? undefined : await auditMasked(size, planned, invocation, workshop);
    return problem ?? workshop.runWork(workOfPlan(planned.plan));
  });
}
