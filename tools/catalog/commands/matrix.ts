import { MISSING, THERE } from './calendar.js';

/** A width, in columns, that fits most terminals and logs. */
const MAX_WIDTH = 100;

/** Puts as many values on each line as fit. */
export function wrapped(values: readonly string[]): string[] {
  return packed(values, 0).map((line) => line.join('  '));
}

/**
 * Draws a matrix.
 *
 * @param cells the columns that each row has; at least one row with at least one column
 */
export function matrix(cells: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const rows = [...cells.keys()];
  const columns = [...new Set([...cells.values()].flatMap((row) => [...row]))].toSorted();
  const margin = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  return packed(columns, margin + 2).flatMap((block) => [
    `${' '.repeat(margin)}  ${block.join('  ')}`,
    ...rows.map((row) => {
      const marks = block.map((column) =>
        (cells.get(row)?.has(column) === true ? THERE : MISSING).padEnd(column.length),
      );
      return `${row.padEnd(margin)}  ${marks.join('  ')}`.trimEnd();
    }),
  ]);
}

/** Divides values into lines that fit beside a margin. */
function packed(values: readonly string[], margin: number): string[][] {
  const lines: string[][] = [];
  let width = Infinity;
  for (const value of values) {
    if (width + 2 + value.length > MAX_WIDTH) {
      lines.push([]);
      width = margin;
    }
    lines.at(-1)?.push(value);
    width += 2 + value.length;
  }
  return lines;
}
