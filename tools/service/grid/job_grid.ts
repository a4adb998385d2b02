import { matchPattern, type Pattern } from '../../base/model/index.js';

/** What a cell shows, as one character. */
export const CELL_STATES = {
  ' ': 'none',
  m: 'missing',
  v: 'valid',
  s: 'stale',
  r: 'running',
  f: 'failed',
} as const;
export type CellMark = keyof typeof CELL_STATES;

/** What is known of the partition of a cell, as bits. */
const KNOWN = { exists: 1, stale: 2, expected: 4, running: 8, failed: 16 } as const;

/** The mark of each combination of bits: what happens now comes before what was. */
const MARKS: readonly CellMark[] = Array.from({ length: 32 }, (_, bits) => {
  if ((bits & KNOWN.running) !== 0) return 'r';
  if ((bits & KNOWN.failed) !== 0) return 'f';
  if ((bits & KNOWN.exists) !== 0) return (bits & KNOWN.stale) === 0 ? 'v' : 's';
  return (bits & KNOWN.expected) === 0 ? ' ' : 'm';
});

const MARK_CODES = Uint8Array.from(MARKS, (mark) => mark.charCodeAt(0));

/** Which partitions of a pattern a grid shows, and along which names. */
export interface Axes {
  readonly pattern: Pattern;
  /** Several names: a row has a value of each, with slashes between them. */
  readonly rows: readonly string[];
  /** Left out: the grid has one column. */
  readonly columns?: string | undefined;
  /** What the other names stand for. */
  readonly at: ReadonlyMap<string, string>;
}

/** What builds do with partitions of a job. */
export interface Happening {
  readonly running: readonly string[];
  /** Those whose last task failed. */
  readonly failed: readonly string[];
}

/** A grid as clients get it. */
export interface DrawnGrid {
  /** The values of the rows and columns, in the order of texts. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** A text for each row, with one character for each column: a key of `CELL_STATES`. */
  readonly cells: readonly string[];
  readonly counts: Readonly<Record<(typeof CELL_STATES)[CellMark], number>>;
}

/**
 * The partitions of a job by two of their names. A million cells are a million bytes, and a change of one is the change of one
 * byte: nothing is computed anew but what a client sees.
 */
export class JobGrid {
  readonly #axes: Axes;
  readonly #rows = new Values();
  readonly #columns = new Values();
  /** Bits of each cell: row after row, with room for more columns than there are. */
  #cells = new Uint8Array(0);
  #width = 0;
  #drawn: DrawnGrid | undefined;
  /** Whether the task of a partition failed; else it runs. */
  #happening: ReadonlyMap<string, boolean> = new Map();

  constructor(axes: Axes) {
    this.#axes = axes;
  }

  /** A partition was recorded. @param isStale whether it has to be made again */
  recorded(ref: string, isStale: boolean): void {
    this.#change(ref, KNOWN.exists | (isStale ? KNOWN.stale : 0), KNOWN.stale | KNOWN.failed);
  }

  forgotten(ref: string): void {
    this.#change(ref, 0, KNOWN.exists | KNOWN.stale);
  }

  /** The partitions that ought to exist, in place of those of before. */
  expected(refs: Iterable<string>): void {
    for (let index = 0; index < this.#cells.length; index++)
      this.#cells[index] = (this.#cells[index] ?? 0) & ~KNOWN.expected;
    this.#drawn = undefined;
    for (const ref of refs) this.#change(ref, KNOWN.expected, 0);
  }

  /** A task that makes the partition has started. */
  running(ref: string): void {
    this.#change(ref, KNOWN.running, KNOWN.failed);
  }

  /** The task has ended. */
  ended(ref: string, hasFailed: boolean): void {
    this.#change(ref, hasFailed ? KNOWN.failed : 0, KNOWN.running | KNOWN.failed);
  }

  /** The partitions that tasks make now, and those whose tasks failed, in place of those of before. */
  happening({ running, failed }: Happening): void {
    const next = new Map<string, boolean>([
      ...failed.map((ref) => [ref, true] as const),
      ...running.map((ref) => [ref, false] as const),
    ]);
    for (const ref of this.#happening.keys()) if (!next.has(ref)) this.ended(ref, false);
    for (const [ref, hasFailed] of next) {
      if (this.#happening.get(ref) === hasFailed) continue;
      if (hasFailed) this.ended(ref, true);
      else this.running(ref);
    }
    this.#happening = next;
  }

  draw(): DrawnGrid {
    return (this.#drawn ??= this.#draw());
  }

  /** @param set bits that the partition has from now on @param clear bits that it has no more */
  #change(ref: string, set: number, clear: number): void {
    const index = this.#indexOf(ref, set !== 0);
    if (index === undefined) return;
    const before = this.#cells[index] ?? 0;
    const after = (before & ~clear) | set;
    if (after === before) return;
    this.#cells[index] = after;
    this.#drawn = undefined;
  }

  /** @returns undefined for a ref that is not part of the grid */
  #indexOf(ref: string, adds: boolean): number | undefined {
    const { pattern, rows, columns, at } = this.#axes;
    const bound = matchPattern(pattern, ref);
    if (bound === undefined) return undefined;
    const row = rows.map((name) => bound.get(name) ?? '').join('/');
    for (const [name, value] of at) if (bound.get(name) !== value) return undefined;
    const rowNumber = this.#rows.numberOf(row, adds);
    const columnNumber = this.#columns.numberOf(columns === undefined ? '' : (bound.get(columns) ?? ''), adds);
    if (rowNumber === undefined || columnNumber === undefined) return undefined;
    if (columnNumber >= this.#width) this.#widen(columnNumber + 1);
    const index = rowNumber * this.#width + columnNumber;
    if (index >= this.#cells.length) this.#cells = grown(this.#cells, Math.max(index + 1, this.#cells.length * 2));
    return index;
  }

  #widen(columns: number): void {
    const width = Math.max(columns, this.#width * 2, 16);
    const height = this.#width === 0 ? 0 : Math.ceil(this.#cells.length / this.#width);
    const cells = new Uint8Array(Math.max(height, 1) * width);
    for (let row = 0; row < height; row++) {
      cells.set(this.#cells.subarray(row * this.#width, (row + 1) * this.#width), row * width);
    }
    this.#cells = cells;
    this.#width = width;
  }

  #draw(): DrawnGrid {
    const rows = this.#rows.inOrder();
    const columns = this.#columns.inOrder();
    const counts = { none: 0, missing: 0, valid: 0, stale: 0, running: 0, failed: 0 };
    const byBits = new Float64Array(MARKS.length);
    const line = Buffer.alloc(columns.length);
    const numbers = columns.map(({ number }) => number);
    const cells = rows.map(({ number }) => {
      const begin = number * this.#width;
      for (let column = 0; column < numbers.length; column++) {
        const bits = this.#cells[begin + (numbers[column] ?? 0)] ?? 0;
        byBits[bits] = (byBits[bits] ?? 0) + 1;
        line[column] = MARK_CODES[bits] ?? 0;
      }
      return line.toString('latin1');
    });
    for (const [bits, mark] of MARKS.entries()) counts[CELL_STATES[mark]] += byBits[bits] ?? 0;
    return { rows: rows.map(({ value }) => value), columns: columns.map(({ value }) => value), cells, counts };
  }
}

/** The values of one name, numbered as they come. */
class Values {
  readonly #numbers = new Map<string, number>();

  numberOf(value: string, adds: boolean): number | undefined {
    const known = this.#numbers.get(value);
    if (known !== undefined || !adds) return known;
    this.#numbers.set(value, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  inOrder(): { readonly value: string; readonly number: number }[] {
    const all = [...this.#numbers].map(([value, number]) => ({ value, number }));
    return all.sort((a, b) => (a.value < b.value ? -1 : 1));
  }
}

function grown(cells: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(cells);
  return larger;
}
