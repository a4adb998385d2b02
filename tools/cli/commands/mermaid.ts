import { mermaid } from '../../plan/mermaid/index.js';
import { analyzeRefs } from '../analysis.js';
import type { GraphInvocation } from '../command.js';
import { refsOf } from '../session.js';

export async function runMermaid(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const graph = await analyzeRefs(refs, invocation);
  if (typeof graph === 'number') return graph;
  await invocation.out.write(mermaid(graph, { direction: invocation.options.direction }));
  return 0;
}
