import { displayWidth } from '../../base/runtime/index.js';

// eslint-disable-next-line no-control-regex -- escape sequences begin with one
const TOKEN = /\u001b\[(\?)?([0-9;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu;

/**
 * The part of a terminal that status displays use: text that wraps and scrolls, and the sequences that move the
 * cursor and clear.
 */
export class FakeTerminal {
  readonly #rows: number;
  readonly #columns: number;
  /** All lines, beginning with those that scrolled out of sight. */
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  cursorVisible = true;

  constructor({ rows, columns }: { readonly rows: number; readonly columns: number }) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** @throws Error for an unknown sequence */
  write(text: string): void {
    for (const [token, mark, numbers = '', letter] of text.matchAll(TOKEN)) {
      if (letter !== undefined) this.#obey(mark === '?', numbers, letter);
      else if (token === '\r') this.#column = 0;
      else if (token === '\n') this.#nextLine();
      else this.#print(token);
    }
  }

  /** All lines, including those that scrolled out of sight, without trailing spaces. */
  get lines(): string[] {
    const lines = this.#lines.map((cells) => cells.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** The position of the cursor: its line (an index into `lines`) and its column, both from 0. */
  get cursor(): { readonly line: number; readonly column: number } {
    return { line: this.#row, column: this.#column };
  }

  #obey(isPrivate: boolean, numbers: string, letter: string): void {
    const count = numbers === '' ? 1 : Number(numbers);
    if (letter === 'm') return;
    if (isPrivate && numbers === '25' && (letter === 'l' || letter === 'h')) {
      this.cursorVisible = letter === 'h';
    } else if (letter === 'A') {
      // The cursor cannot reach lines that scrolled out of sight.
      this.#row = Math.max(this.#row - count, this.#lines.length - this.#rows, 0);
    } else if (letter === 'K' && numbers === '') {
      this.#line().splice(this.#column);
    } else if (letter === 'J' && numbers === '') {
      this.#line().splice(this.#column);
      this.#lines.splice(this.#row + 1);
    } else {
      throw new Error(`unknown sequence: ESC [ ${isPrivate ? '?' : ''}${numbers}${letter}`);
    }
  }

  #print(character: string): void {
    const width = displayWidth(character);
    if (this.#column + width > this.#columns) {
      this.#nextLine();
      this.#column = 0;
    }
    const line = this.#line();
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = character;
    if (width === 2) line[this.#column + 1] = '';
    this.#column += width;
  }

  /** The driver of a terminal turns a line feed into a carriage return and a line feed. */
  #nextLine(): void {
    this.#row++;
    this.#column = 0;
    if (this.#lines.length === this.#row) this.#lines.push([]);
  }

  #line(): string[] {
    const line = this.#lines[this.#row];
    if (line === undefined) throw new RangeError(`no line ${String(this.#row)}`);
    return line;
  }
}
