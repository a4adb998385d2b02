import { displayWidth } from '../../base/runtime/index.js';

// eslint-disable-next-line no-control-regex -- these are what a terminal listens to
const TOKEN = /\u001b\[(\?)?([0-9;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu;

/** As much of a terminal as status displays use: text that wraps and scrolls, and the sequences that move and clear. */
export class FakeTerminal {
  readonly #rows: number;
  readonly #columns: number;
  /** What scrolled out of sight is kept in front. */
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  cursorVisible = true;

  constructor({ rows, columns }: { readonly rows: number; readonly columns: number }) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** @throws Error on a sequence that it does not know */
  write(text: string): void {
    for (const [token, mark, numbers = '', letter] of text.matchAll(TOKEN)) {
      if (letter !== undefined) this.#obey(mark === '?', numbers, letter);
      else if (token === '\r') this.#column = 0;
      else if (token === '\n') this.#nextLine();
      else this.#print(token);
    }
  }

  /** All lines, those that scrolled out of sight too, without spaces at their ends. */
  get lines(): string[] {
    const lines = this.#lines.map((cells) => cells.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Where the cursor is: its line, counted in `lines`, and its column, both from 0. */
  get cursor(): { readonly line: number; readonly column: number } {
    return { line: this.#row, column: this.#column };
  }

  #obey(isPrivate: boolean, numbers: string, letter: string): void {
    const count = numbers === '' ? 1 : Number(numbers);
    if (letter === 'm') return;
    if (isPrivate && numbers === '25' && (letter === 'l' || letter === 'h')) {
      this.cursorVisible = letter === 'h';
    } else if (letter === 'A') {
      // Nothing that scrolled out of sight can be reached.
      this.#row = Math.max(this.#row - count, this.#lines.length - this.#rows, 0);
    } else if (letter === 'K' && numbers === '') {
      this.#line().splice(this.#column);
    } else if (letter === 'J' && numbers === '') {
      this.#line().splice(this.#column);
      this.#lines.splice(this.#row + 1);
    } else {
      throw new Error(`the terminal does not know ESC [ ${isPrivate ? '?' : ''}${numbers}${letter}`);
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

  /** A terminal's driver turns a line feed into a carriage return and a line feed. */
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
