/** A width, in columns, that fits most terminals and logs. */
const MAX_WIDTH = 100;

/** Puts as many values on each line as fit. */
export function wrapped(values: readonly string[]): string[] {
  return packed(values, 0).map((line) => line.join('  '));
}

/**
 * Draws a matrix.
 *
 * @param cells the mark of each column that a row has; at least one row with at least one column
 * @param otherwise the mark of all other cells
 */
export function matrix(cells: ReadonlyMap<string, ReadonlyMap<string, string>>, otherwise: string): string[] {
  const rows = [...cells.keys()];
  const columns = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))].toSorted();
  const margin = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  return packed(columns, margin + 2).flatMap((block) => [
    `${' '.repeat(margin)}  ${block.join('  ')}`,
    ...rows.map((row) => {
      const marks = block.map((column) => (cells.get(row)?.get(column) ?? otherwise).padEnd(column.length));
      return `${row.padEnd(margin)}  ${marks.join('  ')}`.trimEnd();
    }),
  ]);
}

/** How many cells a matrix may have for each partition in it. With more, it would be nearly empty, and endless. */
const MAX_CELLS_EACH = 100;

/** Whether a matrix of so many partitions shows more than its empty cells. */
export function isDense(cells: ReadonlyMap<string, ReadonlyMap<string, string>>, partitions: number): boolean {
  const columns = new Set<string>();
  for (const row of cells.values()) for (const column of row.keys()) columns.add(column);
  return cells.size * columns.size <= MAX_CELLS_EACH * partitions;
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
