import type { FoundTask, MergeFailure } from '../plan/merge/index.js';
import { unreachable } from '../base/model/index.js';
import { bothEnds, firstLines } from './listed.js';
import { list, name, type ExitCode } from './show.js';
import { describeJobField, describeJobValues, describeTaskChange } from './task_changes.js';

/** How many changes of one task are listed. */
const CHANGES_SHOWN = 8;

/** How many steps of a long cycle are shown at each end. */
const STEPS_SHOWN = 8;

/** Explains why plans or job graphs cannot be merged. */
export function describeMergeFailure(failure: MergeFailure): string {
  switch (failure.reason) {
    case 'nothing-to-merge':
      return 'nothing to merge; name at least one plan or job graph';
    case 'kinds-mixed':
      return (
        'plans cannot be merged with job graphs: ' +
        `${list(failure.plans)} ${failure.plans.length === 1 ? 'is a plan' : 'are plans'}, and ` +
        `${list(failure.jobGraphs)} ${failure.jobGraphs.length === 1 ? 'is a job graph' : 'are job graphs'}; ` +
        'merge plans with plans, or job graphs with job graphs'
      );
    case 'job-differs':
      return describeVersions(failure);
    case 'task-differs':
      return describeDifference(failure);
    case 'refs-claimed-twice':
      return describeClaims(failure);
    case 'merge-cycle':
      return describeCycle(failure.path);
    default:
      return unreachable(failure);
  }
}

/** Files that cannot be merged at all are wrong input. Files that contradict each other make the merge fail. */
export function exitCodeOfMergeFailure(failure: MergeFailure): ExitCode {
  return failure.reason === 'nothing-to-merge' || failure.reason === 'kinds-mixed' ? 2 : 1;
}

function describeVersions({ job, sources, changes }: Extract<MergeFailure, { reason: 'job-differs' }>): string {
  const [first, second] = sources;
  const lines = changes.map((change) => `\n  ${describeJobField(change)}: ${describeJobValues(change)}`);
  return (
    `${name(job)} differs between ${list(first)} and ${list(second)}, which were made by two versions of the graph; ` +
    `make both again with one version of the graph${lines.join('')}`
  );
}

function describeDifference({ tasks, changes }: Extract<MergeFailure, { reason: 'task-differs' }>): string {
  const [first, second] = tasks;
  const lines = firstLines(changes.map(describeTaskChange), CHANGES_SHOWN, 'change').map((line) => `\n  ${line}`);
  return (
    `task ${first.id} (${name(first.job)} for ${list(first.outputs)}) differs between ${list(first.sources)} and ` +
    `${list(second.sources)}; make both again with one version of the graph` +
    lines.join('')
  );
}

function describeClaims({ refs, tasks }: Extract<MergeFailure, { reason: 'refs-claimed-twice' }>): string {
  const [first, second] = tasks;
  const fix =
    first.job === second.job
      ? 'its configure gave them other configs in the other request; make it give a ref the same config in every request'
      : 'make lookup give each ref to one job';
  return `${list(refs)} would be made twice, by ${place(first)} and by ${place(second)}; ${fix}`;
}

function place({ id, job, sources }: FoundTask): string {
  return `${name(job)} in ${list(sources)} (task ${id})`;
}

function describeCycle(path: Extract<MergeFailure, { reason: 'merge-cycle' }>['path']): string {
  const steps = path.map(({ ref, job, sources }) => `${name(ref)} (${name(job)} in ${list(sources)})`);
  const [first = ''] = path.map(({ ref }) => name(ref));
  return (
    `the merged partitions depend on each other: ${[...bothEnds(steps, STEPS_SHOWN), first].join(' → ')}; ` +
    'leave out one of the files, or make them again with one version of the graph'
  );
}
