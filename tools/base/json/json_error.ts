/** The first place where a text stops being JSON. */
export interface JsonError {
  /** Index into the text, in UTF-16 code units; the length of the text if it ends too early. */
  readonly offset: number;
  /** What would have been right there: `a value`, `"," or "]"`. */
  readonly expected: string;
}

/** What is expected once a value is complete. */
export const AFTER_VALUE = 'the end of the text';

const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- JSON forbids bare control characters in strings
const STRING_RUN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds where a text stops being JSON. Messages need it because `JSON.parse` gives a position for some errors only.
 *
 * @returns undefined when the text is JSON
 */
export function findJsonError(text: string): JsonError | undefined {
  /** Closing brackets that are still missing. */
  const owed: string[] = [];
  let offset = skip(SPACE, text, 0);
  let wantsValue = true;
  let mayClose = false;

  for (;;) {
    if (wantsValue) {
      const closing = owed.at(-1);
      if (mayClose && text[offset] === closing) {
        owed.pop();
        offset = skip(SPACE, text, offset + 1);
        wantsValue = mayClose = false;
        continue;
      }
      if (closing === '}') {
        const key = afterMember(text, offset, mayClose);
        if (typeof key !== 'number') return key;
        offset = key;
      }
      const opened = text[offset];
      if (opened === '[' || opened === '{') {
        owed.push(opened === '[' ? ']' : '}');
        offset = skip(SPACE, text, offset + 1);
        mayClose = true;
        continue;
      }
      const end = afterScalar(text, offset);
      if (typeof end !== 'number') {
        return end.offset === offset && mayClose && closing === ']' ? { offset, expected: 'a value or "]"' } : end;
      }
      offset = skip(SPACE, text, end);
      wantsValue = mayClose = false;
      continue;
    }
    const closing = owed.at(-1);
    if (closing === undefined) {
      return offset === text.length ? undefined : { offset, expected: AFTER_VALUE };
    }
    if (text[offset] === closing) owed.pop();
    else if (text[offset] === ',') wantsValue = true;
    else return { offset, expected: `"," or "${closing}"` };
    offset = skip(SPACE, text, offset + 1);
  }
}

/** Offset of the value of an object's member, past its name and colon. */
function afterMember(text: string, offset: number, mayClose: boolean): number | JsonError {
  if (text[offset] !== '"') return { offset, expected: mayClose ? 'a name in quotes or "}"' : 'a name in quotes' };
  const end = afterString(text, offset);
  if (typeof end !== 'number') return end;
  const colon = skip(SPACE, text, end);
  return text[colon] === ':' ? skip(SPACE, text, colon + 1) : { offset: colon, expected: '":"' };
}

function afterScalar(text: string, offset: number): number | JsonError {
  if (text[offset] === '"') return afterString(text, offset);
  const end = skip(WORD, text, offset);
  if (end > offset) return end;
  const number = skip(NUMBER, text, offset);
  return number > offset ? number : { offset, expected: 'a value' };
}

function afterString(text: string, offset: number): number | JsonError {
  for (let next = offset + 1; ;) {
    next = skip(STRING_RUN, text, next);
    if (text[next] === '"') return next + 1;
    const escaped = skip(ESCAPE, text, next);
    if (escaped > next) next = escaped;
    else if (text[next] === '\\') return { offset: next, expected: 'an escape such as \\n or \\u0041' };
    else return { offset: next, expected: next === text.length ? 'the closing quote' : 'no bare control character' };
  }
}

/** Where the match of the sticky expression at `offset` ends; `offset` itself if there is no match. */
function skip(expression: RegExp, text: string, offset: number): number {
  expression.lastIndex = offset;
  return expression.test(text) ? expression.lastIndex : offset;
}
