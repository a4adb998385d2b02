/** A bracket, a string, a number or a word of a JSON text, by its indexes. */
export interface Token {
  readonly start: number;
  /** Index behind it. */
  readonly end: number;
}

const BETWEEN = ' \t\n\r,:';
const BRACKETS = '[]{}';

/**
 * The first token at or behind an index of a JSON text; an empty one where the text ends.
 *
 * No regular expression: on a string of some megabytes they run out of stack.
 */
export function tokenFrom(text: string, index: number): Token {
  let start = index;
  while (start < text.length && BETWEEN.includes(text.charAt(start))) start++;
  if (text[start] === '"') return { start, end: endOfString(text, start) };
  if (start === text.length || BRACKETS.includes(text.charAt(start))) {
    return { start, end: Math.min(start + 1, text.length) };
  }
  let end = start + 1;
  while (end < text.length && !`${BETWEEN}${BRACKETS}"`.includes(text.charAt(end))) end++;
  return { start, end };
}

function endOfString(text: string, openingQuote: number): number {
  for (let at = openingQuote + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at++;
  }
  return text.length;
}
