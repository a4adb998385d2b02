/** A bracket, string, number or word in a JSON text, given by its indexes. */
export interface Token {
  readonly start: number;
  /** Index after it. */
  readonly end: number;
}

const BETWEEN = ' \t\n\r,:';
const BRACKETS = '[]{}';

/**
 * The first token at or after an index of a JSON text; an empty one at the end of the text.
 *
 * It uses no regular expression, because those exhaust the stack on strings of several megabytes.
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
