/** A place in a text. Lines and columns count from 1; columns in characters as JavaScript counts them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const TOKEN = /[ \t\n\r,:]*([[\]{}]|"(?:[^"\\]|\\.)*"|[^ \t\n\r,:[\]{}"]+)/y;

/**
 * Finds where in a JSON text the value at a path begins.
 *
 * @param text JSON
 * @param path names and indexes from the outside in; what the text does not have ends the search at its container
 */
export function locate(text: string, path: readonly PropertyKey[]): Place {
  TOKEN.lastIndex = 0;
  let token = nextToken(text);
  let found = token;
  for (const step of path) {
    const inner = enter(text, token, step);
    if (inner === undefined) break;
    found = token = inner;
  }
  return placeOf(text, found.offset);
}

/** Line and column of an offset. */
export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

interface Token {
  readonly text: string;
  readonly offset: number;
}

function nextToken(text: string): Token {
  const match = TOKEN.exec(text);
  const token = match?.[1];
  if (token === undefined) throw new Error('the text is not JSON');
  return { text: token, offset: TOKEN.lastIndex - token.length };
}

/** Goes on from the opening bracket to the first token of the element or member; nothing when there is none. */
function enter(text: string, container: Token, step: PropertyKey): Token | undefined {
  if (container.text === '[') {
    for (let index = 0; ; index++) {
      const token = nextToken(text);
      if (token.text === ']') return undefined;
      if (index === step) return token;
      skipValue(text, token);
    }
  }
  if (container.text === '{') {
    for (;;) {
      const name = nextToken(text);
      if (name.text === '}') return undefined;
      const token = nextToken(text);
      if (JSON.parse(name.text) === step) return token;
      skipValue(text, token);
    }
  }
  return undefined;
}

/** Goes on past the value that begins with a token. */
function skipValue(text: string, first: Token): void {
  let depth = depthChange(first.text);
  while (depth > 0) depth += depthChange(nextToken(text).text);
}

function depthChange(token: string): number {
  return token === '[' || token === '{' ? 1 : token === ']' || token === '}' ? -1 : 0;
}
