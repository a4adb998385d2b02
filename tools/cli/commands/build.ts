import { plan } from '../../plan/index.js';
import { analyzeRefs } from '../analysis.js';
import type { GraphInvocation } from '../command.js';
import { withWorkshop } from '../workshop.js';
import { refsOf } from '../session.js';

export async function runBuild(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  return withWorkshop(invocation, async ({ catalog, runWork }) => {
    const graph = await analyzeRefs(refs, invocation);
    if (typeof graph === 'number') return graph;
    const planned = await plan(graph, { catalog });
    return runWork({ label: planned.graph, plan: planned.id, tasks: planned.tasks, pruned: planned.pruned.length });
  });
}
