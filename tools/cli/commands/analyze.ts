import { writePlan } from '../../plan/plan/index.js';
import type { GraphInvocation } from '../command.js';
import { analyzeRefs } from '../analysis.js';
import { refsOf } from '../session.js';
import { writeChunks } from '../write_lines.js';

export async function runAnalyze(invocation: GraphInvocation): Promise<number> {
  const refs = await refsOf(invocation);
  if (refs === undefined) return 2;
  const graph = await analyzeRefs(refs, invocation);
  if (typeof graph === 'number') return graph;
  await writeChunks(invocation, writePlan(graph));
  return 0;
}
