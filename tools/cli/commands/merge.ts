import { merge, type MergeSource } from '../../plan/merge/index.js';
import { foreignExecutables, isEdited, tasksUnlikeTheirKeys, writePlan } from '../../plan/plan/index.js';
import {
  describeEditedPlan,
  describeForeignExecutable,
  describeMergeFailure,
  exitCodeOfMergeFailure,
} from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { readGraphFiles } from '../graph_files.js';
import { fail, listed } from '../session.js';
import { workMeter } from '../work_meter.js';
import { writeChunks } from '../write_lines.js';

export async function runMerge(invocation: GraphInvocation): Promise<number> {
  const { args, usageError } = invocation;
  if (args.length === 0) return usageError('no files; name at least one plan or job graph');
  const sources = await readGraphFiles(invocation, [...new Set(args)]);
  if (sources === undefined) return 2;
  warnOfEdits(invocation, sources);
  const meter = workMeter(invocation, false);
  meter.begin('merging');
  const merged = merge(sources);
  meter.end();
  if (!merged.ok) return fail(invocation, merged.error, describeMergeFailure, exitCodeOfMergeFailure);
  await writeChunks(invocation, writePlan(merged.value));
  return 0;
}

/** Warns of edited tasks and foreign executables: after merging, they look like any others. */
function warnOfEdits({ descriptor, messages }: GraphInvocation, sources: readonly MergeSource[]): void {
  for (const { name, graph } of sources) {
    if (!('pruned' in graph)) continue;
    if (isEdited(graph)) messages.line(`warning: ${describeEditedPlan(name, tasksUnlikeTheirKeys(graph))}`);
    const foreign = graph.graph === descriptor.label ? foreignExecutables(graph.tasks, descriptor.jobs) : [];
    if (foreign.length === 0) continue;
    const lines = foreign.map((each) => `warning: ${name}: ${describeForeignExecutable(each)}`);
    messages.line(`${listed(lines)}\nexec refuses that without --allow-foreign-executables`);
  }
}
