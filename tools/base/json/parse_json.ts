import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../model/index.js';
import { excerptAt, shorten } from './excerpt.js';
import { findUnfit, type Unfit } from './find_unfit.js';
import { AFTER_VALUE, findJsonError } from './json_error.js';
import { pathTo, placeOf, type Place } from './locate.js';

/** Arrays and objects that JSON from outside may have inside of each other. */
export const MAX_DEPTH = 100;

/** The same of a format of DataBuild's own that holds such JSON: events and exports have manifests with metadata. */
export const MAX_DEPTH_AROUND = MAX_DEPTH + 10;

/** Why bytes are not JSON, or are JSON that is not taken. */
export type JsonProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-utf8'; readonly excerpt: string }
  | {
      /** Something was printed before the JSON: a log line, most often. */
      readonly kind: 'text-before';
      readonly line: number;
      readonly excerpt: string;
      /** Line where the JSON begins. */
      readonly jsonLine: number;
    }
  | {
      /** An array or object is complete, and something follows it: a log line, or one value a line. */
      readonly kind: 'text-after';
      readonly place: Place;
      readonly excerpt: string;
    }
  | {
      readonly kind: 'malformed';
      readonly place: Place;
      /** What would have been right there: `a value`. */
      readonly expected: string;
      /** The text at that place; empty where the text ends. */
      readonly excerpt: string;
      /** Whether the text ends before the JSON does. */
      readonly truncated: boolean;
    }
  | UnfitProblem;

/** JSON that would not be kept as it is: see `findUnfit`. */
export interface UnfitProblem {
  readonly kind: Unfit['kind'];
  readonly place: Place;
  /** Names and indexes from the outside in. */
  readonly path: readonly PropertyKey[];
  /** The number, escape or name; of what is too deep, how deep it may be. */
  readonly excerpt: string;
}

/**
 * Parses JSON from outside: what it has is kept as it is, or the problem says what cannot be, and where. Numbers keep
 * their value, not their spelling: `1.0`, `1e2` and `-0` are 1, 100 and 0.
 *
 * @param maxDepth how many arrays and objects may be inside of each other
 */
export function parseJson(bytes: Buffer, maxDepth = MAX_DEPTH): Result<unknown, JsonProblem> {
  if (!isUtf8(bytes)) return err({ kind: 'not-utf8', excerpt: shorten(bytes.toString('utf8', 0, 256), 80) });
  return parseJsonText(bytes.toString('utf8'), maxDepth);
}

/** The same for text: a file, or one line of JSON Lines. */
export function parseJsonText(text: string, maxDepth = MAX_DEPTH): Result<unknown, JsonProblem> {
  const unfit = findUnfit(text, maxDepth);
  if (unfit?.kind === 'too-deep') {
    // It is not even parsed: it may be nested many millions of times.
    return err(isJsonUpTo(text, unfit.start) ? locateUnfit(text, unfit, maxDepth) : explain(text));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(explain(text));
  }
  return unfit === undefined ? ok(value) : err(locateUnfit(text, unfit, maxDepth));
}

function isJsonUpTo(text: string, end: number): boolean {
  return findJsonError(text.slice(0, end))?.offset === end;
}

function locateUnfit(text: string, { kind, start, end }: Unfit, maxDepth: number): UnfitProblem {
  const excerpt = kind === 'too-deep' ? String(maxDepth) : shorten(text.slice(start, end), 80);
  return { kind, place: placeOf(text, start), path: pathTo(text, start), excerpt };
}

function explain(text: string): JsonProblem {
  if (/^[ \t\r\n]*$/.test(text)) return { kind: 'empty' };
  const error = findJsonError(text);
  if (error === undefined) throw new Error('JSON.parse refused what the scanner takes for JSON');
  if (error.expected === AFTER_VALUE && /^[ \t\r\n]*[[{]/.test(text)) {
    const excerpt = shorten(firstLine(text.slice(error.offset)), 80);
    return { kind: 'text-after', place: placeOf(text, error.offset), excerpt };
  }
  const jsonLine = lineOfLaterJson(text);
  if (jsonLine !== undefined) {
    const leading = /^[ \t\r\n]*/.exec(text)?.[0] ?? '';
    const line = leading.split('\n').length;
    return { kind: 'text-before', line, excerpt: shorten(firstLine(text.slice(leading.length)), 80), jsonLine };
  }
  return {
    kind: 'malformed',
    place: placeOf(text, error.offset),
    expected: error.expected,
    excerpt: error.offset === text.length ? '' : excerptAt(text, error.offset, 20, 60),
    truncated: error.offset === text.length,
  };
}

/** Lines tried as the beginning of the JSON; each costs a parse that mostly ends at its first characters. */
const LINES_TRIED = 20;

/** Number of the first line, after the first, from which all the rest is one JSON array or object. */
function lineOfLaterJson(text: string): number | undefined {
  const lineStart = /\n[ \t]*(?=[[{])/g;
  for (let tried = 0; tried < LINES_TRIED; tried++) {
    const match = lineStart.exec(text);
    if (match === null) return undefined;
    const rest = text.slice(lineStart.lastIndex);
    if (findUnfit(rest, MAX_DEPTH)?.kind === 'too-deep') continue;
    try {
      JSON.parse(rest);
      return placeOf(text, lineStart.lastIndex).line;
    } catch {
      // Not from this line, then.
    }
  }
  return undefined;
}

function firstLine(text: string): string {
  const end = text.search(/\r?\n/);
  return end < 0 ? text : text.slice(0, end);
}
