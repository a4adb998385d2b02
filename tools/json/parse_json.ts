import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../model/index.js';
import { excerptAt, shorten } from './excerpt.js';
import { AFTER_VALUE, findJsonError } from './json_error.js';
import { placeOf, type Place } from './locate.js';

/** Why bytes are not JSON. */
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
    };

/** Parses what a program printed. */
export function parseJson(bytes: Buffer): Result<unknown, JsonProblem> {
  if (!isUtf8(bytes)) return err({ kind: 'not-utf8', excerpt: shorten(bytes.toString('utf8', 0, 256), 80) });
  return parseJsonText(bytes.toString('utf8'));
}

/** The same for text. */
export function parseJsonText(text: string): Result<unknown, JsonProblem> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err(explain(text));
  }
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
    try {
      JSON.parse(text.slice(lineStart.lastIndex));
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
