import { displayWidth } from './display_width.js';

const CLEAR_TO_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Colours and the like, which take no columns. */
// eslint-disable-next-line no-control-regex -- that is what they begin with
const STYLES = /\u001b\[[0-9;]*m/g;

/**
 * The lower end of a terminal: lines that stay, and below them a block of lines that changes. Gives what is to be
 * written, as one text a change, so that nobody sees half of it. The cursor stays visible, and rests on the line below
 * the block: whatever ends the process, the terminal is in order.
 */
export class Screen {
  #block: readonly string[] = [];

  /** Whether a block is shown. */
  get shown(): boolean {
    return this.#block.length > 0;
  }

  /**
   * @param above whole lines that stay, each with its line feed; or nothing
   * @param block what is shown below them from now on; each line fits into the columns
   * @param columns of the terminal, now
   * @returns nothing where all is shown already
   */
  paint(above: string, block: readonly string[], columns: number): string {
    const before = this.#block;
    this.#block = block;
    if (before.length === 0) return above + lines(block);
    if (above === '' && sameLines(before, block)) return '';
    const start = `\r\u001b[${String(rowsOf(before, columns))}A`;
    if (above !== '') return `${start}${CLEAR_BELOW}${above}${lines(block)}`;
    // Painting over what is there does not flicker; clearing first would.
    return `${start}${block.map((line) => `${line}${CLEAR_TO_LINE_END}\n`).join('')}${CLEAR_BELOW}`;
  }

  /** Another writer has written: the next block is painted below that. */
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

/** Rows of a block that may have been painted on a wider terminal: most terminals wrap it again when resized. */
function rowsOf(block: readonly string[], columns: number): number {
  const rows = block.map((line) => Math.max(1, Math.ceil(displayWidth(line.replace(STYLES, '')) / columns)));
  return rows.reduce((sum, row) => sum + row, 0);
}
