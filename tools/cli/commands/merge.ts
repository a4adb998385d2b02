import { merge } from '../../merge/index.js';
import { writePlan } from '../../plan/index.js';
import { describeMergeFailure, exitCodeOfMergeFailure } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { readGraphFiles } from '../graph_files.js';
import { fail } from '../session.js';

export async function runMerge(invocation: GraphInvocation): Promise<number> {
  const { args, out, usageError } = invocation;
  if (args.length === 0) return usageError('no files; name at least one plan or job graph');
  const sources = await readGraphFiles(invocation, [...new Set(args)]);
  if (sources === undefined) return 2;
  const merged = merge(sources);
  if (!merged.ok) return fail(invocation, merged.error, describeMergeFailure, exitCodeOfMergeFailure);
  for (const chunk of writePlan(merged.value)) await out.write(chunk);
  return 0;
}
