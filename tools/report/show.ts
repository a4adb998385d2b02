import { escapeControls, shorten } from '../base/json/index.js';
import { andMore } from './listed.js';

/** How many names are listed before the rest is only counted. */
const NAMES_SHOWN = 5;

/** Maximum length of foreign text in a message. */
const TEXT_SHOWN = 120;

/** A list of names for a message: the first few, and the number of others. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(name).join(', ');
  const hidden = names.length - NAMES_SHOWN;
  return hidden > 0 ? `${shown} ${andMore(hidden)}` : shown;
}

/** A ref or label for a message: unchanged, unless it is long or has control characters. */
export function name(text: string): string {
  return shorten(text, TEXT_SHOWN);
}

/** A path, an address or a message of the system, complete and on one line. */
export function whole(text: string): string {
  return escapeControls(text);
}

/** The end of a program's standard error, with a mark on each line, or a note if it printed nothing. */
export function stderrLines(tail: string): string {
  const text = tail.trimEnd();
  if (text === '') return '\n  it printed nothing on standard error';
  return text
    .split(/\r?\n/)
    .map((line) => `\n  | ${escapeControls(line.replaceAll('\t', '    '))}`)
    .join('');
}

/** Exit code of a failed command: 2 if the request or the state does not allow it, 1 if something failed. */
export type ExitCode = 1 | 2;
