import { analyze } from '../analyze/analyze/index.js';
import type { JobGraph, PartitionRef } from '../base/model/index.js';
import { describeAnalyzeEvent, describeAnalyzeFailure, exitCodeOfAnalyzeFailure } from '../report/index.js';
import type { GraphInvocation } from './command.js';
import { definitionOf } from './definition.js';
import { warnOfArgs } from './secrets.js';
import { askOptions, fail } from './session.js';

/** Analyzes, telling people how it goes and what failed. @returns the job graph, or the exit code */
export async function analyzeRefs(
  refs: readonly PartitionRef[],
  invocation: GraphInvocation,
): Promise<JobGraph | number> {
  const { descriptor, messages, options } = invocation;
  const definition = await definitionOf(invocation);
  if (definition === undefined) return 2;
  const analyzed = await analyze(refs, {
    descriptor,
    definition,
    ask: askOptions(invocation),
    emit: (event) => {
      if (!options.quiet) messages.line(describeAnalyzeEvent(event));
    },
  });
  if (analyzed.ok) {
    warnOfArgs(analyzed.value.tasks, invocation);
    return analyzed.value;
  }
  return fail(invocation, analyzed.error, describeAnalyzeFailure, exitCodeOfAnalyzeFailure);
}
