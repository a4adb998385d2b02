import { plan, writePlan } from '../../plan/index.js';
import { analyzeRefs } from '../analysis.js';
import type { GraphInvocation } from '../command.js';
import { openCatalog, refsOf } from '../session.js';

export async function runPlan(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const catalog = await openCatalog(invocation);
  if (catalog === undefined) return 2;
  try {
    const graph = await analyzeRefs(refs, invocation);
    if (typeof graph === 'number') return graph;
    const planned = await plan(graph, { catalog });
    for (const chunk of writePlan(planned)) await invocation.out.write(chunk);
    return 0;
  } finally {
    await catalog.close();
  }
}
