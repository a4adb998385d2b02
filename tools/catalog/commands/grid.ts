import {
  familyOf,
  familyParts,
  writeFamily,
  type FamilyPart,
  type PartitionRef,
  type Pattern,
  type PatternIndex,
} from '../../base/model/index.js';
import type { Catalog, ListQuery } from '../catalog.js';
import { compareRefs } from '../ref_order.js';
import { calendar, isDay, MISSING, NOTHING, THERE } from './calendar.js';
import { isDense, matrix, wrapped } from './matrix.js';

export interface GridOptions {
  /** The partitions that ought to exist. Those that do not are drawn as gaps, and cells of no partition are blank. */
  readonly expected?: readonly PartitionRef[] | undefined;
  /** Patterns of jobs, which say what differs between refs. */
  readonly patterns?: PatternIndex<string> | undefined;
  /** Patterns that are named even if they have no partition. */
  readonly named?: readonly Pattern[] | undefined;
}

/**
 * The lines of `catalog ls --grid`: a picture of the partitions that exist. Refs that differ only in the values of
 * their keys are drawn together: as a calendar if the values of a key are dates, otherwise as a matrix of the last
 * two keys, or as a list if there is only one key.
 */
export async function grid(
  catalog: Pick<Catalog, 'list'>,
  query: ListQuery,
  { expected, patterns, named = [] }: GridOptions = {},
): Promise<string[]> {
  const families = new Map<string, Family>();
  for (const pattern of named) {
    const parts = familyParts(pattern);
    families.set(writeFamily(parts), { parts, members: [] });
  }
  const add = (ref: PartitionRef, isThere: boolean): void => {
    const { parts, values } = familyOf(ref, patterns);
    const name = writeFamily(parts);
    const family = families.get(name) ?? { parts, members: [] };
    families.set(name, family);
    family.members.push({ values, isThere });
  };
  if (expected === undefined) {
    for await (const { ref } of catalog.list(query)) add(ref, true);
  } else {
    const all = new Map(expected.map((ref) => [ref, false]));
    for await (const { ref } of catalog.list(query)) all.set(ref, true);
    for (const ref of [...all.keys()].sort(compareRefs)) add(ref, all.get(ref) === true);
  }
  return [...families.values()].flatMap((family) => draw(family, expected !== undefined));
}

/** Refs with the same text and keys. */
interface Family {
  readonly parts: readonly FamilyPart[];
  readonly members: Member[];
}

interface Member {
  /** The values of its keys. */
  readonly values: readonly string[];
  readonly isThere: boolean;
}

function draw({ parts, members }: Family, showsGaps: boolean): string[] {
  const [first] = members;
  if (first === undefined) return [`${writeFamily(parts)}  (none)`, ''];
  const keys = first.values.length;
  if (keys === 0) return [`${writeFamily(parts)}${first.isThere ? '' : '  (missing)'}`, ''];
  const day = Array.from({ length: keys }, (_, i) => i).findLast((i) =>
    members.every(({ values }) => isDay(values[i] ?? '')),
  );
  const axes = day === undefined ? [keys - 2, keys - 1].filter((axis) => axis >= 0) : [day];

  return [
    ...groupBy(members, ({ values }) =>
      writeFamily(
        parts,
        values.map((value, i) => (axes.includes(i) ? undefined : value)),
      ),
    ),
  ].flatMap(([title, group]) => [
    `${title}  (${showsGaps ? `${String(group.filter(({ isThere }) => isThere).length)} of ` : ''}${String(group.length)})`,
    ...drawGroup(group, axes, day !== undefined, showsGaps),
    '',
  ]);
}

/** @param axes the one or two keys in which the members differ */
function drawGroup(
  members: readonly Member[],
  axes: readonly number[],
  isCalendar: boolean,
  showsGaps: boolean,
): string[] {
  const [first = 0, second] = axes;
  const otherwise = showsGaps ? NOTHING : MISSING;
  const marks = (axis: number, group: readonly Member[]): Map<string, string> =>
    new Map(group.map(({ values, isThere }) => [values[axis] ?? '', isThere ? THERE : MISSING]));
  if (isCalendar) return calendar(marks(first, members), otherwise);
  if (second === undefined) {
    const values = marks(first, members);
    return showsGaps ? matrix(new Map([['', values]]), otherwise) : wrapped([...values.keys()]);
  }
  const rows = groupBy(members, ({ values }) => values[first] ?? '');
  const cells = new Map([...rows].map(([row, group]) => [row, marks(second, group)]));
  if (isDense(cells, members.length)) return matrix(cells, otherwise);
  return [...cells].flatMap(([row, marked]) => [
    row,
    ...wrapped([...marked].map(([value, mark]) => (showsGaps ? `${mark} ${value}` : value))).map((line) => `  ${line}`),
  ]);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
