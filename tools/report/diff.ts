import type { ChangedPartition, ChangedTask, DiffSide, GraphDiff, PartitionState } from '../plan/diff/index.js';
import { unreachable } from '../base/model/index.js';
import { count, number } from './numbers.js';
import { list, name } from './show.js';
import { describeJobField, describeJobValues, describeReason, describeTaskChange } from './task_changes.js';

export interface DiffOptions {
  /** The names of the two sides: file names. */
  readonly names: { readonly old: string; readonly new: string };
  readonly color: boolean;
}

type Sign = '+' | '-' | '~';

const COLORS: Readonly<Record<Sign, string>> = { '+': '32', '-': '31', '~': '33' };

/** Lists what is different, line by line: first the two sides and their jobs, then each partition. */
export function* describeDiff(diff: GraphDiff, { names, color }: DiffOptions): Generator<string, void, undefined> {
  const { jobs, tasks, partitions, outputs } = diff;
  if (diff.same) {
    yield `${name(names.old)} and ${name(names.new)} are the same: ${describeSide(diff.new)}`;
    return;
  }
  yield `--- ${name(names.old)}: ${describeSide(diff.old)}`;
  yield `+++ ${name(names.new)}: ${describeSide(diff.new)}`;
  if (outputs.removed.length > 0) yield `no longer requested: ${list(outputs.removed)}`;
  if (outputs.added.length > 0) yield `now requested: ${list(outputs.added)}`;
  yield* describeJobs(jobs);
  yield `tasks: ${describeCounts(tasks)}; partitions: ${describeCounts(partitions)}`;

  const lines = [
    ...partitions.removed.map(({ ref, is }) => ({ sign: '-' as const, ref, text: describeState(is) })),
    ...partitions.added.map(({ ref, is }) => ({ sign: '+' as const, ref, text: describeState(is) })),
    ...partitions.changed.map((change) => ({
      sign: '~' as const,
      ref: change.ref,
      text: describeMove(change),
      change,
    })),
  ];
  lines.sort((left, right) => (left.ref < right.ref ? -1 : 1));
  const untold = new Map(tasks.changed.map((task) => [task.id, task]));
  for (const line of lines) {
    yield paint(line.sign, `${name(line.ref)}  ${line.text}`, color);
    // The changes of a task are listed once, at the first of its partitions.
    if ('change' in line) yield* tellChanges(line.change.new, untold);
  }
  for (const task of untold.values()) {
    yield paint('~', `task ${task.id}  ${name(task.job)}`, color);
    yield* changesOf(task);
  }
}

function* describeJobs({ removed, added, changed }: GraphDiff['jobs']): Generator<string, void, undefined> {
  if (removed.length > 0) yield `no longer a job of the graph: ${list(removed)}`;
  if (added.length > 0) yield `now a job of the graph: ${list(added)}`;
  for (const { label, changes } of changed) {
    for (const change of changes) {
      yield `${describeJobField(change)} of ${name(label)} changed: ${describeJobValues(change)}`;
    }
  }
}

function* tellChanges(state: PartitionState, untold: Map<string, ChangedTask>): Generator<string, void, undefined> {
  const task = state.state === 'run' ? untold.get(state.task) : undefined;
  if (task === undefined) return;
  untold.delete(task.id);
  yield* changesOf(task);
}

function* changesOf({ changes }: ChangedTask): Generator<string, void, undefined> {
  for (const change of changes) yield `    ${describeTaskChange(change)}`;
}

function describeSide({ kind, graph, tasks, pruned }: DiffSide): string {
  const what = kind === 'plan' ? 'plan' : 'job graph';
  const left = kind === 'plan' ? `, ${String(pruned)} pruned` : '';
  return `${what} of ${name(graph)}, ${count(tasks, 'task')}${left}`;
}

type Lists = Readonly<Record<'added' | 'removed' | 'changed', readonly unknown[]>>;

function describeCounts({ added, removed, changed }: Lists): string {
  return `${number(added.length)} added, ${number(removed.length)} removed, ${number(changed.length)} changed`;
}

function describeMove(change: ChangedPartition): string {
  const was = change.old;
  const is = change.new;
  if (was.state === 'run' && is.state === 'run') {
    if (was.task === is.task) return describeState(is);
    return `${name(was.job)} (task ${was.task}) → ${name(is.job)} (task ${is.task})${why(is)}`;
  }
  if (was.state === 'pruned' && is.state === 'pruned' && was.manifest !== is.manifest) {
    return `${describeState(was)} by ${name(was.manifest)} → ${describeState(is)} by ${name(is.manifest)}`;
  }
  return `${describeState(was)} → ${describeState(is)}`;
}

function describeState(state: PartitionState): string {
  switch (state.state) {
    case 'run':
      return `${name(state.job)}${why(state)}`;
    case 'pruned':
      return `pruned (${state.note})`;
    default:
      return unreachable(state);
  }
}

function why({ reason }: Extract<PartitionState, { state: 'run' }>): string {
  return reason === undefined ? '' : `: ${describeReason(reason)}`;
}

function paint(sign: Sign, text: string, color: boolean): string {
  return color ? `\u001b[${COLORS[sign]}m${sign} ${text}\u001b[0m` : `${sign} ${text}`;
}
