import { escapeControls } from '../../base/json/index.js';

/**
 * What may stay as it is between mermaid's quotes: letters, digits, space, `/`, `=`, and `-` or `_` inside a word.
 *
 * All else is written as an entity code, because the text passes through several readers, one after the other: the
 * flowchart grammar (quotes, `%%`), mermaid's own entity pass (`#`, `;`), a Markdown renderer (emphasis, lists, links,
 * also of plain `www.…` and `a@b.c`) and HTML.
 */
const UNSAFE = /[ﬂß]|[^\p{L}\p{N}\p{M} /=_-]|(?<![\p{L}\p{N}])[_-]|[_-](?![\p{L}\p{N}])/gu;

/**
 * Pairs that mermaid takes for its own even after entity codes were resolved: its placeholders for them (`ﬂ°`, `¶ß`),
 * formulas (`$$`) and icons (`:fa-`).
 */
const MAGIC_PAIR = /ﬂ(?=°)|¶(?=ß)|\$(?=\$)|:(?=fa-)/g;

/** Parts a magic pair without being seen. */
const WORD_JOINER = '\u2060';

/** Quotes the lines of a mermaid label, with mermaid's entity codes (`#35;` for `#`), so that they show unchanged. */
export function quoteLines(lines: readonly string[]): string {
  return `"${lines.map(encode).join('<br/>')}"`;
}

function encode(text: string): string {
  // A browser would act on direction marks, too.
  return escapeControls(text)
    .replace(MAGIC_PAIR, `$&${WORD_JOINER}`)
    .replace(UNSAFE, (character) => `#${String(character.codePointAt(0))};`);
}
