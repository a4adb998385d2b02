import type { LookupFailure } from '../analyze/lookup/index.js';
import { LABEL_MALFORMED, unreachable } from '../base/model/index.js';
import { describeAskFailure, exitCodeOfAskFailure } from './ask_failures.js';
import { list, name, type ExitCode } from './show.js';

/** Explains why no job could be found for refs. */
export function describeLookupFailure(failure: LookupFailure): string {
  if ('asked' in failure) return describeAskFailure(failure);
  const who = `lookup of ${name(failure.lookup)}`;
  switch (failure.reason) {
    case 'lookup-ref-missing':
      return `no job of ${name(failure.lookup)} makes ${list(failure.refs)}; check the spelling, or extend lookup`;
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
    default:
      return unreachable(failure);
  }
}

/** A ref that no job makes is the caller's mistake; a broken lookup is not. */
export function exitCodeOfLookupFailure(failure: LookupFailure): ExitCode {
  if ('asked' in failure) return exitCodeOfAskFailure(failure);
  return failure.reason === 'lookup-ref-missing' ? 2 : 1;
}
