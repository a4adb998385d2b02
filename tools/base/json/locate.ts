import { tokenFrom, type Token } from './tokens.js';

/** A place in a text. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds where in a JSON text the value at a path begins.
 *
 * @param text JSON
 * @param path names and indexes, outermost first; a step that does not exist gives the place of its container
 */
export function locate(text: string, path: readonly PropertyKey[]): Place {
  let found = tokenFrom(text, 0);
  for (const step of path) {
    const inner = enter(text, found, step);
    if (inner === undefined) break;
    found = inner;
  }
  return placeOf(text, found.start);
}

/** An array or object that encloses a place, and the index or name in it that leads there. */
interface Frame {
  step: number | string;
  /** Whether the next token of an object is a name. */
  awaitsName: boolean;
}

/**
 * The path to the value at an index of a JSON text; at the name of a member, the path to that member.
 *
 * @returns names and indexes, outermost first
 */
export function pathTo(text: string, index: number): PropertyKey[] {
  const frames: Frame[] = [];
  for (let token = tokenFrom(text, 0); token.start <= index; token = tokenFrom(text, token.end)) {
    const first = text.charAt(token.start);
    if (first === ']' || first === '}') {
      frames.pop();
      continue;
    }
    const frame = frames.at(-1);
    const isName = frame?.awaitsName === true;
    if (isName) frame.step = JSON.parse(textOf(text, token)) as string;
    else if (typeof frame?.step === 'number') frame.step++;
    if (frame !== undefined) frame.awaitsName = typeof frame.step === 'string' && !isName;
    if (token.end > index) break;
    if (first === '[') frames.push({ step: -1, awaitsName: false });
    else if (first === '{') frames.push({ step: '', awaitsName: true });
  }
  return frames.map(({ step }) => step);
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

/** The first token of an element or member, searched from the opening bracket; undefined if it does not exist. */
function enter(text: string, container: Token, step: PropertyKey): Token | undefined {
  const opened = text.charAt(container.start);
  if (opened !== '[' && opened !== '{') return undefined;
  let token = tokenFrom(text, container.end);
  for (let index = 0; text[token.start] !== ']' && text[token.start] !== '}'; index++) {
    const name = opened === '[' ? index : (JSON.parse(textOf(text, token)) as string);
    if (opened === '{') token = tokenFrom(text, token.end);
    if (name === step) return token;
    token = tokenFrom(text, endOfValue(text, token));
  }
  return undefined;
}

/** Index after the value that begins with a token. */
function endOfValue(text: string, first: Token): number {
  let token = first;
  for (let depth = depthChange(text, token); depth > 0; depth += depthChange(text, token)) {
    token = tokenFrom(text, token.end);
  }
  return token.end;
}

function depthChange(text: string, { start }: Token): number {
  const first = text.charAt(start);
  return first === '[' || first === '{' ? 1 : first === ']' || first === '}' ? -1 : 0;
}

function textOf(text: string, { start, end }: Token): string {
  return text.slice(start, end);
}
