import { mermaid } from '../../plan/mermaid/index.js';
import type { GraphInvocation } from '../command.js';
import { analyzeAloud } from '../planning.js';
import { requestedRefs } from '../requested.js';
import { tell } from '../session.js';

export async function runMermaid(invocation: GraphInvocation): Promise<number> {
  const refs = await requestedRefs(invocation);
  if (!refs.ok) return refs.error;
  const graph = await analyzeAloud(refs.value, invocation);
  if (!graph.ok) return tell(invocation, graph.error);
  await invocation.out.write(mermaid(graph.value, { direction: invocation.options.direction }));
  return 0;
}
