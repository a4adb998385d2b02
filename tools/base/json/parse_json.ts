import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../model/index.js';
import { excerptAt, shorten } from './excerpt.js';
import { findUnfit, type Unfit } from './find_unfit.js';
import { AFTER_VALUE, findJsonError } from './json_error.js';
import { pathTo, placeOf, type Place } from './locate.js';

/** How deeply arrays and objects may be nested in JSON from outside. */
export const MAX_DEPTH = 100;

/** The same for DataBuild's own formats that contain such JSON: events and exports contain manifests with metadata. */
export const MAX_DEPTH_AROUND = MAX_DEPTH + 10;

/** Why bytes are not JSON, or are JSON that is not accepted. */
export type JsonProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not-utf8'; readonly excerpt: string }
  | {
      /** Something was printed before the JSON, usually a log line. */
      readonly kind: 'text-before';
      readonly line: number;
      readonly excerpt: string;
      /** Line where the JSON begins. */
      readonly jsonLine: number;
    }
  | {
      /** A complete array or object is followed by more text: a log line, or another JSON value. */
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

/** JSON that cannot be kept as it is: see `findUnfit`. */
export interface UnfitProblem {
  readonly kind: Unfit['kind'];
  readonly place: Place;
  /** Names and indexes, outermost first. */
  readonly path: readonly PropertyKey[];
  /** The number, escape or name; for `too-deep`, the maximum depth. */
  readonly excerpt: string;
}

/**
 * Parses JSON from outside. Every value is kept as it is; if one cannot be, the problem says which and where. Numbers
 * keep their value, not their spelling: `1.0`, `1e2` and `-0` become 1, 100 and 0.
 *
 * @param maxDepth how deeply arrays and objects may be nested
 */
export function parseJson(bytes: Buffer, maxDepth = MAX_DEPTH): Result<unknown, JsonProblem> {
  if (!isUtf8(bytes)) return err({ kind: 'not-utf8', excerpt: shorten(bytes.toString('utf8', 0, 256), 80) });
  return parseJsonText(bytes.toString('utf8'), maxDepth);
}

/** The same for text: a file, or one line of JSON Lines. */
export function parseJsonText(text: string, maxDepth = MAX_DEPTH): Result<unknown, JsonProblem> {
  const unfit = findUnfit(text, maxDepth);
  if (unfit?.kind === 'too-deep') {
    // Do not parse it: it may be nested many millions of times.
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

/**
 * How many lines are tried as the beginning of the JSON. Each try is a parse, which usually fails at the first
 * characters.
 */
const LINES_TRIED = 20;

/** The first line, other than line 1, from which the rest of the text is one JSON array or object. */
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
      // The JSON does not begin on this line.
    }
  }
  return undefined;
}

function firstLine(text: string): string {
  const end = text.search(/\r?\n/);
  return end < 0 ? text : text.slice(0, end);
}
