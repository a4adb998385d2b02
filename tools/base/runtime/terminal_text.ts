import { escapeControls } from '../json/index.js';

/** Colours and other styles: all that a program may do to a terminal. */
const STYLE = String.raw`\u001b\[[0-9;:]*m`;

/**
 * Characters that are not shown as they are. Line feeds and tabs stay. Marks that join letters or emoji stay, too;
 * those that set the direction of text do not.
 */
const UNSAFE = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}`;

const SUSPECT = new RegExp(UNSAFE, 'u');
const STYLE_OR_UNSAFE = new RegExp(`${STYLE}|${UNSAFE}`, 'gu');

/** A carriage return before a line feed belongs to the line end. Any other would let later text hide earlier text. */
const CARRIAGE_RETURNS = /\r+\n|\r+/g;

/**
 * Makes text from any source safe for a terminal: it cannot move the cursor, change the title or the text direction,
 * or ring the bell. Characters that would do so are shown as an escape such as `\u001b`. All text for people goes
 * through here.
 *
 * @param styles whether to keep colours and other styles; otherwise they are removed
 */
export function terminalText(text: string, styles: boolean): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(CARRIAGE_RETURNS, '\n')
    .replace(STYLE_OR_UNSAFE, (found) => (found.length === 1 ? escapeControls(found) : styles ? found : ''));
}

/** A possible beginning of a style, or a carriage return that may end a line. */
// eslint-disable-next-line no-control-regex -- styles begin with one
const UNDECIDED = /(?:\u001b(?:\[[0-9;:]{0,64})?|\r+)$/;

/** The same for text that comes in pieces, cut anywhere. */
export class TerminalStream {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** @returns what can be shown so far */
  push(piece: string | Uint8Array): string {
    const text = this.#rest + (typeof piece === 'string' ? piece : this.#decoder.decode(piece, { stream: true }));
    this.#rest = UNDECIDED.exec(text)?.[0] ?? '';
    return terminalText(text.slice(0, text.length - this.#rest.length), true);
  }

  /** @returns what was held back */
  end(): string {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return terminalText(rest, true);
  }
}
