import type { Claims } from '../configure/index.js';
import { buildGraph, findCycles, topologicalOrder, withoutCyclicEdges, type Graph } from '../../base/graph/index.js';
import { inputMadeBy, type PartitionRef } from '../../base/model/index.js';
import type { AnalyzeEvent } from './events.js';
import type { AnalyzeFailure } from './failure.js';

/** The tasks of an analysis as a graph. Nodes are claim numbers; an edge goes from a task to one that it depends on. */
export interface TaskGraph {
  /** Edges for materialize inputs only, without self-dependencies. */
  readonly materialize: Graph;
  /** These edges, plus the query edges that order tasks. */
  readonly ordered: Graph;
  /** Topological order of `ordered`; incomplete when there are failures. */
  readonly order: Int32Array;
  readonly failures: readonly AnalyzeFailure[];
}

/**
 * Links tasks by their inputs and orders them.
 *
 * A materialize input must come first, so a cycle of materialize inputs is a failure. A query input only means "after
 * it, if this graph builds it anyway". That can contradict a materialize input or another query. So a query edge that
 * is part of any cycle is ignored. The result does not depend on the order of the tasks.
 */
export function linkTasks(claims: Claims, emit: (event: AnalyzeEvent) => void): TaskGraph {
  const { must, may, loops } = collectEdges(claims);
  const failures: AnalyzeFailure[] = loops.map(({ task, ref }) => {
    return { reason: 'self-dependency', job: claims.jobOf(task).label, ref };
  });
  const materialize = buildGraph(claims.size, must.from, must.to);
  let ordered = materialize;
  if (may.from.length > 0) ordered = buildGraph(claims.size, must.from.concat(may.from), must.to.concat(may.to));
  let order = topologicalOrder(ordered);
  if (order.length < claims.size) {
    for (const cycle of findCycles(materialize)) failures.push(describeCycle(cycle, claims));
    if (ordered !== materialize) {
      ordered = withoutCyclicQueries(ordered, materialize, claims, emit);
      order = topologicalOrder(ordered);
    }
  }
  return { materialize, ordered, order, failures };
}

/** Edges as parallel arrays, each from a task to the maker of one of its inputs. */
interface Edges {
  readonly from: number[];
  readonly to: number[];
}

/**
 * The edges of inputs that a task of the graph makes: materialize inputs, query inputs, and materialize inputs that
 * the task itself makes.
 */
function collectEdges(claims: Claims): {
  readonly must: Edges;
  readonly may: Edges;
  readonly loops: readonly { readonly task: number; readonly ref: PartitionRef }[];
} {
  const must: Edges = { from: [], to: [] };
  const may: Edges = { from: [], to: [] };
  const loops: { readonly task: number; readonly ref: PartitionRef }[] = [];
  const { configs } = claims;
  for (let task = 0; task < claims.size; task++) {
    const config = claims.configOf(task);
    const end = configs.inputsEnd(config);
    for (let place = configs.inputsBegin(config); place < end; place++) {
      const maker = claims.makerOf(configs.input(place));
      if (maker === undefined) continue;
      if (maker !== task) {
        const edges = configs.isQuery(place) ? may : must;
        edges.from.push(task);
        edges.to.push(maker);
      } else if (!configs.isQuery(place)) {
        loops.push({ task, ref: configs.refs.ref(configs.input(place)) });
      }
    }
  }
  return { must, may, loops };
}

/** Removes the query edges that are part of a cycle, and reports them. */
function withoutCyclicQueries(
  ordered: Graph,
  materialize: Graph,
  claims: Claims,
  emit: (event: AnalyzeEvent) => void,
): Graph {
  const { graph, dropped } = withoutCyclicEdges(ordered, materialize);
  const [first] = dropped;
  if (first !== undefined) {
    const config = claims.configs.config(claims.configOf(first.from));
    const query = inputMadeBy(first.to, config, 'query', (ref) => claims.of(ref));
    emit({ type: 'query-not-ordered', ...claims.name(first.from), query, more: dropped.length - 1 });
  }
  return graph;
}

function describeCycle(cycle: readonly number[], claims: Claims): AnalyzeFailure {
  const path = cycle.map((task, position) => {
    const before = claims.configs.config(claims.configOf(cycle.at(position - 1) ?? task));
    const ref = inputMadeBy(task, before, 'materialize', (input) => claims.of(input));
    return { ref, job: claims.jobOf(task).label };
  });
  return { reason: 'cycle', path };
}
