import type { Catalog, ListQuery } from '../catalog.js';
import { calendar, isDay } from './calendar.js';
import { matrix, wrapped } from './matrix.js';
import { readPattern, writePattern, type PatternPart } from './ref_pattern.js';

/**
 * The lines of `catalog ls --grid`: a picture of the partitions that exist. Refs that differ only in the values of
 * their keys are drawn together: as a calendar if the values of a key are dates, otherwise as a matrix of the last
 * two keys, or as a list if there is only one key.
 */
export async function grid(catalog: Pick<Catalog, 'list'>, query: ListQuery): Promise<string[]> {
  const families = new Map<string, Family>();
  for await (const { ref } of catalog.list(query)) {
    const { parts, values } = readPattern(ref);
    const name = writePattern(parts, []);
    const family = families.get(name) ?? { parts, members: [] };
    families.set(name, family);
    family.members.push(values);
  }
  return [...families.values()].flatMap(draw);
}

/** Refs with the same text and keys. */
interface Family {
  readonly parts: readonly PatternPart[];
  /** The values of each ref. */
  readonly members: (readonly string[])[];
}

function draw({ parts, members }: Family): string[] {
  const keys = members[0]?.length ?? 0;
  if (keys === 0) return [writePattern(parts, []), ''];
  const day = Array.from({ length: keys }, (_, i) => i).findLast((i) =>
    members.every((values) => isDay(values[i] ?? '')),
  );
  const axes = day === undefined ? [keys - 2, keys - 1].filter((axis) => axis >= 0) : [day];

  return [
    ...groupBy(members, (values) =>
      writePattern(
        parts,
        values.map((value, i) => (axes.includes(i) ? undefined : value)),
      ),
    ),
  ].flatMap(([title, group]) => [
    `${title}  (${String(group.length)})`,
    ...drawGroup(group, axes, day !== undefined),
    '',
  ]);
}

/** @param axes the one or two keys in which the members differ */
function drawGroup(members: readonly (readonly string[])[], axes: readonly number[], isCalendar: boolean): string[] {
  const [first = 0, second] = axes;
  const valuesOf = (axis: number, group: readonly (readonly string[])[]): string[] =>
    group.map((values) => values[axis] ?? '');
  if (isCalendar) return calendar(valuesOf(first, members));
  if (second === undefined) return wrapped(valuesOf(first, members));
  const rows = groupBy(members, (values) => values[first] ?? '');
  return matrix(new Map([...rows].map(([row, group]) => [row, new Set(valuesOf(second, group))])));
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
