import { workOfPlan } from '../../exec/index.js';
import type { GraphInvocation } from '../command.js';
import { planRefs, readAsked } from '../planning.js';
import { withWorkshop } from '../workshop.js';

export async function runBuild(invocation: GraphInvocation): Promise<number> {
  const asked = await readAsked(invocation);
  if (asked === undefined) return 2;
  return withWorkshop(invocation, async ({ catalog, runWork }) => {
    const planned = await planRefs(asked, invocation, catalog);
    if (typeof planned === 'number') return planned;
    return runWork(workOfPlan(planned));
  });
}
