import { count, number } from '../../base/json/index.js';
import type { Box, BoxKind, Chart } from './chart.js';
import type { Grouping } from './grouping.js';

/** A box with its text. */
export interface DrawnNode {
  readonly id: string;
  readonly kind: BoxKind;
  /** The lines of its name. Each is shown as it is: it may contain anything. */
  readonly names: readonly string[];
  /** Lines below the name. */
  readonly notes: readonly string[];
  /** The frame around it. */
  readonly frame?: string;
  /** Index of the box or the group in what is drawn. */
  readonly index: number;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly dashed: boolean;
  /** How many arrows it stands for. */
  readonly count: number;
}

/** A frame around all boxes of a job. */
export interface Frame {
  readonly id: string;
  readonly title: string;
}

/** Boxes, arrows and frames, with their texts and without positions. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly frames: readonly Frame[];
}

/** How many outputs a box lists. */
const OUTPUTS_SHOWN = 3;

/** Draws every task. The tasks of a job that has several stand in one frame, which has the name of the job. */
export function drawBoxes({ boxes, arrows }: Chart, { groups, groupOf }: Grouping): Drawing {
  const framed = (number: number): boolean => {
    const group = groups[number];
    return group?.kind === 'run' && group.boxes > 1;
  };
  return {
    nodes: boxes.map((box, index) => {
      const group = groupOf[index] ?? 0;
      return {
        ...{ id: box.id, kind: box.kind, index },
        names: namesOf(box),
        notes: box.kind === 'run' && !framed(group) ? [box.group] : [],
        ...(framed(group) ? { frame: frameId(groups[group]?.id) } : {}),
      };
    }),
    edges: arrows.map(({ from, to, materialized }) => ({
      from: boxes[from]?.id ?? '',
      to: boxes[to]?.id ?? '',
      dashed: !materialized,
      count: 1,
    })),
    frames: groups.flatMap(({ id, label }, group) => (framed(group) ? { id: frameId(id), title: label } : [])),
  };
}

/** Draws one box for each job, and for each family of partitions that no task makes. */
export function drawGroups({ groups, arrows }: Grouping): Drawing {
  return {
    nodes: groups.map(({ id, kind, label, boxes, refs }, index) => {
      const partitions = count(refs, 'partition');
      const note = kind === 'run' ? `${count(boxes, 'task')}, ${partitions}` : partitions;
      return { id, kind, names: [label], notes: [note], index };
    }),
    edges: arrows.map(({ from, to, materialized, count: arrowCount }) => ({
      from: groups[from]?.id ?? '',
      to: groups[to]?.id ?? '',
      dashed: !materialized,
      count: arrowCount,
    })),
    frames: [],
  };
}

function namesOf({ refs }: Box): string[] {
  const shown = refs.slice(0, OUTPUTS_SHOWN);
  const hidden = refs.length - shown.length;
  return hidden > 0 ? [...shown, `and ${number(hidden)} more`] : shown;
}

function frameId(group: string | undefined): string {
  return `f${group ?? ''}`;
}
