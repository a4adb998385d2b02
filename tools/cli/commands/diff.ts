import type { GraphInvocation } from '../command.js';
import { readGraphFiles } from '../graph_files.js';
import { printDiff } from '../print_diff.js';

export async function runDiff(invocation: GraphInvocation): Promise<number> {
  const { args, usageError } = invocation;
  const [before, after] = args;
  if (before === undefined || after === undefined || args.length > 2) {
    return usageError(`diff compares two files, the old one first; it got ${String(args.length)}`);
  }
  if (before === '-' && after === '-') return usageError('only one of the two files can be standard input');
  const [old, current] = (await readGraphFiles(invocation, args)) ?? [];
  return old === undefined || current === undefined ? 2 : printDiff(invocation, old, current);
}
