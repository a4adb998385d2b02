import { escapeControls } from '../json/index.js';

/** Colours and the like: all that a program may do to a terminal. */
const STYLE = String.raw`\u001b\[[0-9;:]*m`;

/** Line feeds and tabs stay. Marks that join letters or emoji stay, too; those that set the direction do not. */
const UNSAFE = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}`;

const SUSPECT = new RegExp(UNSAFE, 'u');
const STYLE_OR_UNSAFE = new RegExp(`${STYLE}|${UNSAFE}`, 'gu');

/** A carriage return that ends a line is part of its end; any other would let what follows hide what is before. */
const CARRIAGE_RETURNS = /\r+\n|\r+/g;

/**
 * Makes text safe for a terminal, wherever it comes from: nothing of it moves the cursor, changes the title or the
 * direction, or rings. What would do so is shown as an escape, as `\u001b`. Every text for people passes here.
 *
 * @param styles whether colours and the like stay; else they are left out
 */
export function terminalText(text: string, styles: boolean): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(CARRIAGE_RETURNS, '\n')
    .replace(STYLE_OR_UNSAFE, (found) => (found.length === 1 ? escapeControls(found) : styles ? found : ''));
}

/** The beginning of what may become a style, a carriage return that may end a line. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
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
