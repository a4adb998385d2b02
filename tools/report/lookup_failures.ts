import type { LookupFailure, PatternClaim } from '../analyze/lookup/index.js';
import { LABEL_MALFORMED, unreachable } from '../base/model/index.js';
import { describeAskFailure, exitCodeOfAskFailure } from './ask_failures.js';
import { list, name, type ExitCode } from './show.js';

/** Explains why no job could be found for refs. */
export function describeLookupFailure(failure: LookupFailure): string {
  if ('asked' in failure) return describeAskFailure(failure);
  const who = `lookup of ${name(failure.lookup)}`;
  switch (failure.reason) {
    case 'lookup-ref-missing':
      return `no job of ${name(failure.lookup)} makes ${list(failure.refs)}${howToPlace(failure.patterns)}`;
    case 'lookup-ref-twice': {
      const [first, second] = failure.jobs;
      const where = first === second ? `${name(first)} twice` : `both ${name(first)} and ${name(second)}`;
      return `${who} gives ${name(failure.ref)} to ${where}; it must give every ref to one job, once`;
    }
    case 'lookup-ref-unasked':
      return `${who} gives ${name(failure.job)} refs that were not in its input: ${list(failure.refs)}; it must answer with the refs it was given, unchanged`;
    case 'lookup-unknown-job': {
      const { label, resolved, refs, known } = failure;
      const problem =
        typeof resolved === 'string' ? `${name(resolved)} is not among the graph's jobs` : `it ${LABEL_MALFORMED}`;
      const answer = refs.length === 0 ? `names the job "${name(label)}"` : `gives ${list(refs)} to "${name(label)}"`;
      return `${who} ${answer}, but ${problem}; its jobs are ${list(known)}`;
    }
    case 'lookup-two-patterns': {
      const { refs, first, second } = failure;
      return `two jobs of ${name(failure.lookup)} make ${list(refs)}: ${claim(first)} and ${claim(second)} both match; make the patterns of one job more specific`;
    }
    case 'lookup-other-pattern': {
      const { job, refs, claim: other } = failure;
      return `${who} gives ${list(refs)} to ${name(job)}, but ${claim(other)} matches; correct lookup or the makes of ${name(other.job)}`;
    }
    case 'lookup-no-pattern': {
      const { job, refs, makes } = failure;
      return `${who} gives ${list(refs)} to ${name(job)}, whose makes does not match (${list(makes)}); correct lookup or makes`;
    }
    default:
      return unreachable(failure);
  }
}

/** What to do about refs that nothing makes, to follow them. @param patterns of the graph, if it has no lookup */
export function howToPlace(patterns: readonly string[] | undefined): string {
  return patterns === undefined
    ? '; check the spelling, or extend lookup'
    : `; check the spelling, or add a pattern to the makes of a job (the patterns are ${list(patterns)})`;
}

function claim({ job, pattern }: PatternClaim): string {
  return `${name(pattern)} of ${name(job)}`;
}

/** A ref that no job makes is the caller's mistake; a broken lookup is not. */
export function exitCodeOfLookupFailure(failure: LookupFailure): ExitCode {
  if ('asked' in failure) return exitCodeOfAskFailure(failure);
  return failure.reason === 'lookup-ref-missing' ? 2 : 1;
}
