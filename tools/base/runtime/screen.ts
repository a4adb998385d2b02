import { displayWidth } from './display_width.js';

const CLEAR_TO_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Colours and the like, which take no columns. */
// eslint-disable-next-line no-control-regex -- styles begin with one
const STYLES = /\u001b\[[0-9;]*m/g;

/**
 * The bottom of a terminal: lines that stay, and below them a block of lines that changes. Each change is returned as
 * one text, so that no half-finished state is visible. The cursor stays visible, on the line below the block: however
 * the process ends, the terminal is usable.
 */
export class Screen {
  #block: readonly string[] = [];

  /** Whether a block is shown. */
  get shown(): boolean {
    return this.#block.length > 0;
  }

  /**
   * @param above whole lines to print above the block, each with its line feed; may be empty
   * @param block the new block; each line fits into the columns
   * @param columns the current width of the terminal
   * @returns the text to write; empty if nothing changed
   */
  paint(above: string, block: readonly string[], columns: number): string {
    const before = this.#block;
    this.#block = block;
    if (before.length === 0) return above + lines(block);
    if (above === '' && sameLines(before, block)) return '';
    const start = `\r\u001b[${String(rowsOf(before, columns))}A`;
    if (above !== '') return `${start}${CLEAR_BELOW}${above}${lines(block)}`;
    // Overwriting the block does not flicker; clearing it first would.
    return `${start}${block.map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join('')}${CLEAR_BELOW}`;
  }

  /** Call this when another program has written to the terminal: the next block starts below that output. */
  forget(): void {
    this.#block = [];
  }
}

function lines(block: readonly string[]): string {
  return block.map((line) => `${line}\n`).join('');
}

function sameLines(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

/**
 * Rows of a block that may have been painted on a wider terminal. Most terminals wrap lines again when they are
 * resized.
 */
function rowsOf(block: readonly string[], columns: number): number {
  const rows = block.map((line) => Math.max(1, Math.ceil(displayWidth(line.replace(STYLES, '')) / columns)));
  return rows.reduce((sum, row) => sum + row, 0);
}
