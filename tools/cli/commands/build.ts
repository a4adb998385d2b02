import type { Wanted } from '../../driver/index.js';
import { workOfPlan } from '../../exec/index.js';
import type { GraphInvocation } from '../command.js';
import { confirmed } from '../confirm.js';
import { withCatalogView } from '../catalog_session.js';
import { backfillLines, planAloud, readWanted, sayBackfill } from '../planning.js';
import { tell } from '../session.js';
import { withWorkshop } from '../workshop.js';
import { writeLines } from '../write_lines.js';
import { runAudit } from './audit_masked.js';

export async function runBuild(invocation: GraphInvocation): Promise<number> {
  const wanted = await readWanted(invocation);
  if (!wanted.ok) return wanted.error;
  if (invocation.options.dryRun) return dryRun(wanted.value, invocation);
  return withWorkshop(invocation, async (workshop) => {
    const planned = await planAloud(wanted.value, invocation, workshop.catalog);
    if (!planned.ok) return tell(invocation, planned.error);
    const { plan } = planned.value;
    sayBackfill(plan, invocation);
    if (!(await confirmed(plan.tasks.length, invocation))) return invocation.refuse('not confirmed; nothing was run');
    const { auditMasked: size } = invocation.options;
    // Audit before anything is built from partitions that may be wrong.
    const problem = size === undefined ? undefined : await runAudit(size, planned.value, invocation, workshop);
    return problem ?? workshop.runWork(workOfPlan(plan));
  });
}

/** Prints what would run. The catalog is only read. */
function dryRun(wanted: Wanted, invocation: GraphInvocation): Promise<number> {
  return withCatalogView(invocation, async (catalog) => {
    const planned = await planAloud(wanted, invocation, catalog);
    if (!planned.ok) return tell(invocation, planned.error);
    // Messages are about the summary, and come before it.
    invocation.messages.flush();
    await writeLines(invocation, backfillLines(planned.value.plan, invocation));
    return 0;
  });
}
