import { escapeControls } from '../../base/json/index.js';

/**
 * Everything except what is safe between mermaid's quotes: letters, digits, space, `/`, `=`, and `-` or `_` inside a
 * word.
 *
 * Matches are written as entity codes, because several parsers read the text, one after the other: the flowchart
 * grammar (quotes, `%%`), mermaid's own entity pass (`#`, `;`), a Markdown renderer (emphasis, lists, links, also
 * plain `www.…` and `a@b.c`) and HTML.
 */
const UNSAFE = /[ﬂß]|[^\p{L}\p{N}\p{M} /=_-]|(?<![\p{L}\p{N}])[_-]|[_-](?![\p{L}\p{N}])/gu;

/**
 * Pairs that mermaid interprets even after it has resolved entity codes: its placeholders for them (`ﬂ°`, `¶ß`),
 * formulas (`$$`) and icons (`:fa-`).
 */
const MAGIC_PAIR = /ﬂ(?=°)|¶(?=ß)|\$(?=\$)|:(?=fa-)/g;

/** Splits a magic pair invisibly. */
const WORD_JOINER = '\u2060';

/**
 * Quotes the lines of a mermaid label with mermaid's entity codes (`#35;` for `#`), so that they are shown unchanged.
 */
export function quoteLines(lines: readonly string[]): string {
  return `"${lines.map(encode).join('<br/>')}"`;
}

function encode(text: string): string {
  // A browser would interpret direction marks, too.
  return escapeControls(text)
    .replace(MAGIC_PAIR, `$&${WORD_JOINER}`)
    .replace(UNSAFE, (character) => `#${String(character.codePointAt(0))};`);
}
