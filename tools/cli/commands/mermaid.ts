import { mermaid } from '../../plan/mermaid/index.js';
import type { GraphInvocation } from '../command.js';
import { analyzeAloud } from '../planning.js';
import { refsOf, tell } from '../session.js';

export async function runMermaid(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const graph = await analyzeAloud(refs, invocation);
  if (!graph.ok) return tell(invocation, graph.error);
  await invocation.out.write(mermaid(graph.value, { direction: invocation.options.direction }));
  return 0;
}
