import { isKept } from './number.js';

/**
 * Something that is valid JSON but is rejected: it would be changed or lost when it is stored, or exhaust the stack.
 */
export interface Unfit {
  readonly kind: 'too-deep' | 'number-not-kept' | 'half-surrogate-pair' | 'name-twice';
  /** Index of its first UTF-16 code unit. */
  readonly start: number;
  /** Index after its last code unit. */
  readonly end: number;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Finds the first thing in a JSON text that cannot be kept as it is: a number that a 64-bit float cannot hold, half
 * of a surrogate pair, or a name that one object has twice. An array or object nested deeper than `maxDepth` takes
 * precedence over all of these.
 *
 * It makes one pass, because answers can have tens of megabytes. It ignores what is not JSON: `JSON.parse` finds
 * that.
 */
export function findUnfit(text: string, maxDepth: number): Unfit | undefined {
  /** The names seen so far in each enclosing object, outermost first; undefined for an array. */
  const around: (Names | undefined)[] = [];
  let names: Names | undefined;
  let expectsName = false;
  let found: Unfit | undefined;
  // Most texts have no escapes. Then a string ends at the next quote.
  const endOf = text.includes('\\') ? endOfString : endOfPlainString;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at;
      at = endOf(text, start);
      while (at < 0) {
        const end = ~at + ESCAPE_LENGTH;
        found ??= { kind: 'half-surrogate-pair', start: ~at, end };
        at = endOf(text, end - 1);
      }
      if (expectsName) {
        if (names?.add(nameAt(text, start, at)) === false) found ??= { kind: 'name-twice', start, end: at + 1 };
        expectsName = false;
      }
    } else if (code === COMMA) {
      expectsName = names !== undefined;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (around.length === maxDepth) return { kind: 'too-deep', start: at, end: at + 1 };
      expectsName = code === OPEN_OBJECT;
      names = expectsName ? new Names() : undefined;
      around.push(names);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      around.pop();
      names = around.at(-1);
      expectsName = false;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, at);
      if (!isKept(text.slice(at, end))) found ??= { kind: 'number-not-kept', start: at, end };
      at = end - 1;
    }
  }
  return found;
}

/** Up to this many names of an object are compared one by one. Larger objects use a set. */
const NAMES_COMPARED = 16;

class Names {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** @returns false if the name exists already */
  add(name: string): boolean {
    if (this.#many === undefined) {
      if (this.#few.includes(name)) return false;
      if (this.#few.push(name) === NAMES_COMPARED) this.#many = new Set(this.#few);
      return true;
    }
    return this.#many.size < this.#many.add(name).size;
  }
}

/** The name between two quotes. If the text is not JSON, the result has no meaning. */
function nameAt(text: string, openingQuote: number, closingQuote: number): string {
  const name = text.slice(openingQuote + 1, closingQuote);
  if (!name.includes('\\')) return name;
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}

/** Length of `\ud800`. */
const ESCAPE_LENGTH = 6;

/**
 * Index of the closing quote, or the length of the text if there is none. For an unpaired surrogate before it:
 * `~index` of the surrogate.
 */
function endOfString(text: string, before: number): number {
  let at = before + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code !== BACKSLASH) continue;
    const half = surrogateAt(text, at);
    if (half === 'none') at++;
    else if (half === 'high' && surrogateAt(text, at + ESCAPE_LENGTH) === 'low') at += 2 * ESCAPE_LENGTH - 1;
    else return ~at;
  }
  return at;
}

/** The same for a text without escapes. */
function endOfPlainString(text: string, before: number): number {
  const end = text.indexOf('"', before + 1);
  return end < 0 ? text.length : end;
}

/** Which half of a surrogate pair is escaped at an index. */
function surrogateAt(text: string, at: number): 'none' | 'high' | 'low' {
  if (text.charCodeAt(at) !== BACKSLASH || text.charCodeAt(at + 1) !== LOWER_U) return 'none';
  const unit = Number.parseInt(text.slice(at + 2, at + ESCAPE_LENGTH), 16);
  return unit >= 0xd800 && unit <= 0xdbff ? 'high' : unit >= 0xdc00 && unit <= 0xdfff ? 'low' : 'none';
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isOfNumber(text.charCodeAt(end))) end++;
  return end;
}

function isOfNumber(code: number): boolean {
  return (
    (code >= ZERO && code <= NINE) ||
    code === POINT ||
    code === MINUS ||
    code === PLUS ||
    code === LOWER_E ||
    code === UPPER_E
  );
}
