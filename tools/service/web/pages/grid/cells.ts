import type { Grid } from '../../api/types.js';

/** States of cells by their mark, as the API describes them. */
export const MARKS: Readonly<Record<string, string>> = {
  m: 'missing',
  v: 'valid',
  s: 'stale',
  r: 'running',
  f: 'failed',
};

/** A part of a grid: both ends are part of it. */
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** The state of a cell; undefined if no partition belongs there. */
export function stateAt({ cells }: Grid, row: number, column: number): string | undefined {
  return MARKS[cells[row]?.[column] ?? ' '];
}

/** The ref of a cell. @param at what the other names of the pattern stand for */
export function refAt(grid: Grid, row: number, column: number, at: ReadonlyMap<string, string>): string {
  const values = new Map([
    ...at,
    [grid.rowName, grid.rows[row] ?? ''],
    [grid.columnName ?? '', grid.columns[column] ?? ''],
  ]);
  return grid.pattern.replace(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
}

/** Characters of refs that fit into an address that every server takes. */
const MOST_CHARACTERS = 4000;

/** The refs of a part of a grid; undefined if they are too many for an address. Where no partition belongs, there is none. */
export function refsIn(grid: Grid, range: Range, at: ReadonlyMap<string, string>): readonly string[] | undefined {
  const refs: string[] = [];
  let characters = 0;
  for (let row = range.top; row <= range.bottom; row++) {
    for (let column = range.left; column <= range.right; column++) {
      if (stateAt(grid, row, column) === undefined) continue;
      const ref = refAt(grid, row, column, at);
      characters += encodeURIComponent(ref).length + 3;
      if (characters > MOST_CHARACTERS) return undefined;
      refs.push(ref);
    }
  }
  return refs;
}

/** `NAME=VALUE`, with commas between them. */
export function readAt(text: string | null): ReadonlyMap<string, string> {
  const pairs = (text ?? '')
    .split(',')
    .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const);
  return new Map(pairs.filter(([name]) => name !== ''));
}
