import { hash } from 'node:crypto';
import { familyOf, writeFamily, type JobGraph, type PartitionRef, type Plan } from '../../base/model/index.js';

/**
 * `run`: a task. `pruned`: a partition that a plan does not build, because it is valid. `outside`: a partition that a
 * task queries and nothing in the graph makes.
 */
export type BoxKind = 'run' | 'pruned' | 'outside';

/** What a drawing has one box for: a task, or a partition without a task. */
export interface Box {
  /** Depends only on the task or the ref, so that two drawings can be compared. */
  readonly id: string;
  readonly kind: BoxKind;
  /** The job of a task; else what the ref has in common with others of its kind, such as `raw/date=*`. */
  readonly group: string;
  readonly refs: readonly PartitionRef[];
}

/** An arrow in the direction of the data, between the boxes with these indexes. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
  /** Whether any input is materialized; else all of them are queried. */
  readonly materialized: boolean;
}

/** A job graph or a plan, as it is drawn. There is one arrow between two boxes at most. */
export interface Chart {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** What to draw of a job graph or a plan. Pruned partitions come first, then tasks, then what is outside. */
export function chartOf(graph: JobGraph | Plan): Chart {
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const boxOf = new Map<PartitionRef, number>();
  const addRef = (ref: PartitionRef, kind: BoxKind): number => {
    const index = boxes.length;
    boxOf.set(ref, index);
    const group = writeFamily(familyOf(ref).parts);
    boxes.push({ id: `r${hash('sha256', ref).slice(0, 16)}`, kind, group, refs: [ref] });
    return index;
  };

  if ('pruned' in graph) for (const { ref } of graph.pruned) addRef(ref, 'pruned');
  const firstTask = boxes.length;
  for (const { id, job, config } of graph.tasks) {
    for (const ref of config.outputs) boxOf.set(ref, boxes.length);
    boxes.push({ id: `t${id}`, kind: 'run', group: job, refs: config.outputs });
  }
  for (const [number, { config }] of graph.tasks.entries()) {
    /** Upstream box → whether anything is materialized from it. */
    const upstream = new Map<number, boolean>();
    for (const { depType, ref } of config.inputs) {
      const from = boxOf.get(ref) ?? addRef(ref, 'outside');
      upstream.set(from, depType === 'materialize' || upstream.get(from) === true);
    }
    for (const [from, materialized] of upstream) arrows.push({ from, to: firstTask + number, materialized });
  }
  return { boxes, arrows };
}
