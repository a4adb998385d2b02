import type { AnalyzeFailure } from '../analyze/analyze/index.js';
import { exitCodeOfAskFailure } from './ask_failures.js';
import { describeConfigureFailure, exitCodeOfConfigureFailure } from './configure_failures.js';
import { describeLookupFailure, howToPlace } from './lookup_failures.js';
import { bothEnds, firstLines } from './listed.js';
import { count } from './numbers.js';
import { list, name, type ExitCode } from './show.js';

/** How many refs a message explains one by one. */
const REFS_EXPLAINED = 5;

/** How many steps of a long cycle are shown at each end. */
const STEPS_SHOWN = 8;

/** Explains why refs cannot be turned into a job graph. */
export function describeAnalyzeFailure(failure: AnalyzeFailure): string {
  switch (failure.reason) {
    case 'ref-not-placed':
      return describeNotPlaced(failure);
    case 'self-dependency':
      return `${name(failure.job)} needs its own output ${name(failure.ref)}; remove it from the inputs, or make it a "query" input if the job reads the earlier data`;
    case 'cycle':
      return describeCycle(failure.path);
    case 'configure-ref-missing':
    case 'template-no-pattern':
    case 'template-input-unfit':
    case 'ref-in-two-configs':
      return describeConfigureFailure(failure);
    default:
      return describeLookupFailure(failure);
  }
}

/** A requested ref that no job makes is the caller's mistake. */
export function exitCodeOfAnalyzeFailure(failure: AnalyzeFailure): ExitCode {
  switch (failure.reason) {
    case 'ref-not-placed':
      return 2;
    case 'template-no-pattern':
    case 'template-input-unfit':
      return exitCodeOfConfigureFailure(failure);
    default:
      return 'asked' in failure ? exitCodeOfAskFailure(failure) : 1;
  }
}

function describeNotPlaced({ graph, refs, patterns }: Extract<AnalyzeFailure, { reason: 'ref-not-placed' }>): string {
  const head = `no job of ${name(graph)} makes `;
  const fix = howToPlace(patterns);
  if (refs.every(({ neededBy }) => neededBy === undefined)) return head + list(refs.map(({ ref }) => ref)) + fix;
  const lines = refs.map(({ ref, neededBy }) => {
    const need = neededBy === undefined ? 'requested' : `needed by ${name(neededBy.job)} for ${name(neededBy.output)}`;
    return `${name(ref)}, ${need}`;
  });
  const shown = firstLines(lines, REFS_EXPLAINED).map((line) => `\n  ${line}`);
  return `${head}${count(refs.length, 'ref')}${fix}${shown.join('')}`;
}

function describeCycle(path: readonly { readonly ref: string; readonly job: string }[]): string {
  const steps = path.map(({ ref, job }) => `${name(ref)} (${name(job)})`);
  const [first = ''] = path.map(({ ref }) => name(ref));
  return `these partitions depend on each other, so none can be built first: ${[...bothEnds(steps, STEPS_SHOWN), first].join(' → ')}; remove one of these inputs`;
}
