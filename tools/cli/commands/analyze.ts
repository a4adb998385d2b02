import { writePlan } from '../../plan/plan/index.js';
import type { GraphInvocation } from '../command.js';
import { withRequestedGraph } from '../planning.js';
import { writeChunks } from '../write_lines.js';

export function runAnalyze(invocation: GraphInvocation): Promise<number> {
  return withRequestedGraph(invocation, async (graph) => {
    await writeChunks(invocation, writePlan(graph));
    return 0;
  });
}
