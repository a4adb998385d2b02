import { writePlan } from '../../plan/plan/index.js';
import type { GraphInvocation } from '../command.js';
import { analyzeAloud } from '../planning.js';
import { requestedRefs } from '../requested.js';
import { tell } from '../session.js';
import { writeChunks } from '../write_lines.js';

export async function runAnalyze(invocation: GraphInvocation): Promise<number> {
  const refs = await requestedRefs(invocation);
  if (!refs.ok) return refs.error;
  const graph = await analyzeAloud(refs.value, invocation);
  if (!graph.ok) return tell(invocation, graph.error);
  await writeChunks(invocation, writePlan(graph.value));
  return 0;
}
