import { hash } from 'node:crypto';
import type { Box, BoxKind, Chart } from './chart.js';

/** Boxes of one kind that are drawn as one when the drawing is collapsed: those of a job, or of a family of refs. */
export interface Group {
  readonly id: string;
  readonly kind: BoxKind;
  readonly label: string;
  readonly boxes: number;
  readonly refs: number;
}

/** All arrows between two groups, or within one. */
export interface GroupArrow {
  readonly from: number;
  readonly to: number;
  readonly materialized: boolean;
  readonly count: number;
}

export interface Grouping {
  readonly groups: readonly Group[];
  /** The group of each box. */
  readonly groupOf: readonly number[];
  readonly arrows: readonly GroupArrow[];
}

/** If refs without a task have more families than this, all of their kind are one group. */
const MAX_FAMILIES = 12;

const ALL_OF: Readonly<Record<Exclude<BoxKind, 'run'>, string>> = {
  pruned: 'up to date',
  outside: 'not made here',
};

/** Groups the boxes of a chart: by job, else by family. Groups are in the order of their first boxes. */
export function groupingOf({ boxes, arrows }: Chart): Grouping {
  const labelOf = labels(boxes);
  const numbers = new Map<string, number>();
  const groups: (Group & { boxes: number; refs: number })[] = [];
  const groupOf = boxes.map((box) => {
    const label = labelOf(box);
    const key = `${box.kind} ${label}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = groups.length;
      numbers.set(key, number);
      groups.push({ id: `g${hash('sha256', key).slice(0, 16)}`, kind: box.kind, label, boxes: 0, refs: 0 });
    }
    const group = groups[number];
    if (group !== undefined) {
      group.boxes++;
      group.refs += box.refs.length;
    }
    return number;
  });
  return { groups, groupOf, arrows: arrowsBetween(arrows, groupOf) };
}

/** The label of a box: its group, unless its kind has too many. */
function labels(boxes: readonly Box[]): (box: Box) => string {
  const families = { run: new Set<string>(), pruned: new Set<string>(), outside: new Set<string>() };
  for (const { kind, group } of boxes) families[kind].add(group);
  return ({ kind, group }) => (kind === 'run' || families[kind].size <= MAX_FAMILIES ? group : ALL_OF[kind]);
}

function arrowsBetween(arrows: Chart['arrows'], groupOf: readonly number[]): GroupArrow[] {
  const merged = new Map<string, GroupArrow>();
  for (const arrow of arrows) {
    const [from = 0, to = 0] = [groupOf[arrow.from], groupOf[arrow.to]];
    const key = `${String(from)} ${String(to)}`;
    const before = merged.get(key);
    const materialized = arrow.materialized || before?.materialized === true;
    merged.set(key, { from, to, materialized, count: (before?.count ?? 0) + 1 });
  }
  return [...merged.values()];
}
