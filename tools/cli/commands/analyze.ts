import { writePlan } from '../../plan/plan/index.js';
import type { GraphInvocation } from '../command.js';
import { analyzeAloud } from '../planning.js';
import { refsOf, tell } from '../session.js';
import { writeChunks } from '../write_lines.js';

export async function runAnalyze(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const graph = await analyzeAloud(refs, invocation);
  if (!graph.ok) return tell(invocation, graph.error);
  await writeChunks(invocation, writePlan(graph.value));
  return 0;
}
