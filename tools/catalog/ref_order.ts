/** Compares refs by their bytes of UTF-8, which is the order of their code points. The order of UTF-16 differs. */
export function compareRefs(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === a.length || i === b.length) return a.length - b.length;
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

/** Puts surrogates (U+10000 and up) after the rest of the basic plane. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

const LAST_CODE_POINT = 0x10ffff;

/** The smallest text that sorts after every text with the prefix; undefined if there is none. */
export function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  let last = points.pop();
  while (last === LAST_CODE_POINT) last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are not characters, so U+E000 directly follows U+D7FF.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
