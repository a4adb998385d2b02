import { compilePattern, PatternIndex, patternIndexOf, patternsOf, type RefGlob } from '../base/model/index.js';
import type { GraphInvocation } from './command.js';

/** What differs between refs: the names of the pattern that selects them, and those in the patterns of the jobs. */
export function dimensionsOf(glob: RefGlob | undefined, { descriptor }: GraphInvocation): PatternIndex<string> {
  const pattern = glob === undefined || glob.text.includes('*') ? undefined : compilePattern(glob.text);
  if (pattern?.ok !== true || pattern.value.names.length === 0) return patternIndexOf(descriptor);
  return new PatternIndex([
    { pattern: pattern.value, owner: '' },
    ...descriptor.jobs.flatMap((job) => patternsOf(job).map((each) => ({ pattern: each, owner: job.label }))),
  ]);
}
