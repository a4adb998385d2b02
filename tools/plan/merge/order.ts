import { findCycles, linkByInputs, topologicalOrder, withoutCyclicEdges, type Graph } from '../../base/graph/index.js';
import { inputMadeBy, materialized, type PartitionRef, type TaskConfig } from '../../base/model/index.js';
import type { MergeFailure } from './failure.js';
import { found, type Makers, type Variants } from './gather.js';

type MergeCycle = Extract<MergeFailure, { reason: 'merge-cycle' }>;

/** The order of the merged tasks. */
export interface Ordering {
  /** From each task to those that it depends on. */
  readonly graph: Graph;
  /** Tasks in topological order; incomplete when there are failures. */
  readonly order: Int32Array;
  readonly failures: readonly MergeCycle[];
}

/**
 * Links the merged tasks by their inputs and orders them. The result depends only on the tasks.
 *
 * The rules are those of the analysis: a materialize input comes first, so a cycle of materialize inputs is a
 * failure; a query input that is part of any cycle is ignored.
 */
export function orderTasks(tasks: readonly Variants[], makers: Makers): Ordering {
  const configs = tasks.map(([{ task }]) => task.config);
  const materialize = linkByInputs(configs.map(materialized), makers);
  const failures = findCycles(materialize).map((cycle) => describeCycle(cycle, tasks, makers));
  const all = linkByInputs(configs.map(ordering), makers);
  const graph = all.targets.length === materialize.targets.length ? all : withoutCyclicEdges(all, materialize).graph;
  return { graph, order: topologicalOrder(graph), failures };
}

/**
 * The inputs that a task depends on. A task may query its own previous output, but it cannot require its own new
 * output.
 */
function ordering({ outputs, inputs }: TaskConfig): PartitionRef[] {
  return inputs.flatMap(({ depType, ref }) => (depType === 'query' && outputs.includes(ref) ? [] : [ref]));
}

function describeCycle(cycle: readonly number[], tasks: readonly Variants[], makers: Makers): MergeCycle {
  const path = cycle.map((number, position) => {
    const before = variantOf(tasks, cycle.at(position - 1) ?? number);
    const ref = inputMadeBy(number, before.task.config, 'materialize', (input) => makers.get(input));
    return { ...found(variantOf(tasks, number)), ref };
  });
  return { reason: 'merge-cycle', path };
}

function variantOf(tasks: readonly Variants[], number: number): Variants[0] {
  const variants = tasks[number];
  if (variants === undefined) throw new RangeError(`no task ${String(number)} of ${String(tasks.length)}`);
  return variants[0];
}
