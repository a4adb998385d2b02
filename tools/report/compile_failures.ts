import { unreachable } from '../base/model/index.js';
import type { FolderInTheWay, WriteFailure } from '../base/runtime/index.js';
import type { CompileFailure } from '../compile/index.js';
import { describeWriteFailure } from './input_failures.js';
import { number } from './numbers.js';
import { name } from './show.js';

const NOUNS = {
  tasks: 'tasks',
  units: 'tasks and batches',
  stages: 'stages (tasks of one job that may run together)',
} as const;

const NEEDS = {
  image: 'runs tasks in containers; name the image that has the graph with --image',
  task: 'runs tasks elsewhere; name the path of the :g.task there with --task',
  'shared-catalog': 'runs tasks on several machines; name a catalog that they share with --catalog postgres://…',
} as const;

/** Explains why a plan is not compiled, and what to do. */
export function describeCompileFailure(failure: CompileFailure): string {
  switch (failure.reason) {
    case 'compile-plan-empty':
      return 'the plan has no tasks, so there is nothing to compile';
    case 'compile-unknown-job':
      return `the plan has tasks of ${name(failure.job)}, which is not a job of this graph; plan again`;
    case 'compile-slice-empty':
      return `slice ${failure.slice.number}/${failure.slice.of} has no tasks; use fewer slices`;
    case 'compile-resource-short':
      return (
        `a task of ${name(failure.job)} needs ${number(failure.needed)} of ${name(failure.resource)}, and the limit is ` +
        `${number(failure.limit)}; raise it with --resource ${name(failure.resource)}=${String(failure.needed)}`
      );
    case 'compile-needs':
      return `${failure.target} ${NEEDS[failure.needs]}`;
    case 'compile-too-large':
      return describeTooLarge(failure);
    default:
      return unreachable(failure);
  }
}

function describeTooLarge({
  target,
  slice,
  what,
  has,
  limit,
  slices,
}: Extract<CompileFailure, { reason: 'compile-too-large' }>): string {
  if (what === 'payload-bytes') {
    return `the plan has ${number(has)} bytes when compressed, and ${target} can ship at most ${number(limit)}; plan fewer partitions`;
  }
  const part = slice === undefined ? 'the plan' : `slice ${slice.number}/${slice.of} of the plan`;
  const excess = `${part} has ${number(has)} ${NOUNS[what]}, and ${target} takes at most ${number(limit)}`;
  if (slices === undefined) return `${excess}; plan fewer partitions`;
  const least = what === 'tasks' ? 'at least ' : '';
  return `${excess}; compile ${least}${number(slices)} slices, and run them in order: --slice 1/${slices} to --slice ${slices}/${slices}`;
}

/** Explains why a folder is not written. */
export function describeFolderFailure(failure: WriteFailure | FolderInTheWay): string {
  if (failure.reason === 'output-unwritable') return describeWriteFailure(failure);
  return `${name(failure.path)} exists, and compile did not write it; remove it, or name another folder with --out`;
}
