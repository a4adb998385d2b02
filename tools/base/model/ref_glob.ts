import {
  describePatternProblem,
  PATTERN_NAME,
  readPatternSegment,
  type Bindings,
  type PatternProblem,
} from './pattern.js';
import { err, ok, type Result } from './result.js';

/**
 * A pattern that selects refs: `report/month={month}`, `flights/year=1987/*`. A `{name}` stands for one or more characters
 * of a segment, as in the patterns of jobs, and `*` for any text, also an empty one or one with slashes.
 */
export interface RefGlob {
  /** As typed. */
  readonly text: string;
  /** The beginning of all refs that match. */
  readonly prefix: string;
  /** Its names, in order; each once. */
  readonly names: readonly string[];
  /** Whether it has a name or a `*`; otherwise it selects one ref. */
  readonly varies: boolean;
  /** @returns what each name stands for, or undefined where the whole ref does not match */
  readonly match: (ref: string) => Bindings | undefined;
}

export type RefGlobProblem = PatternProblem | { readonly reason: 'glob-star-beside-name'; readonly segment: string };

/** Text, or a name that stands for the rest of a segment up to its last `suffix`. */
type Part = { readonly text: string } | { readonly name: string; readonly suffix: string };

/** What is between two stars. If it has a name, it has the whole segment of the name. */
interface Piece {
  readonly parts: readonly Part[];
  /** The text up to the first name. */
  readonly head: string;
  readonly hasNames: boolean;
  readonly slashes: number;
}

/** Reads a pattern that selects refs. */
export function readRefGlob(text: string): Result<RefGlob, RefGlobProblem> {
  if (text === '') return err({ reason: 'pattern-empty' });
  for (const segment of text.split('/')) {
    if (segment.includes('*') && /[{}]/.test(segment)) return err({ reason: 'glob-star-beside-name', segment });
  }
  const names: string[] = [];
  const pieces: Piece[] = [];
  for (const written of text.split('*')) {
    const piece = readPiece(written, names);
    if (!piece.ok) return piece;
    pieces.push(piece.value);
  }
  const [first, ...others] = pieces;
  const last = others.pop();
  const prefix = first?.head ?? '';
  return ok({
    text,
    prefix,
    names,
    varies: last !== undefined || names.length > 0,
    match: (ref) => {
      const bound = new Map<string, string>();
      if (first === undefined) return undefined;
      let at = matchAt(first, ref, 0, bound);
      if (last === undefined) return at === ref.length ? bound : undefined;
      // Match each piece at its first place, which leaves most room for the next. A regular expression would backtrack,
      // and patterns with many stars would take very long when they do not match.
      for (const piece of others) if (at >= 0) at = matchFrom(piece, ref, at, bound);
      return at >= 0 && matchEnd(last, ref, at, bound) ? bound : undefined;
    },
  });
}

function readPiece(written: string, names: string[]): Result<Piece, PatternProblem> {
  const parts: Part[] = [];
  let text = '';
  const segments = written.split('/');
  for (const [index, segment] of segments.entries()) {
    const read = readPatternSegment(segment);
    if (!read.ok) return read;
    const { prefix, name, suffix } = read.value;
    text += `${index === 0 ? '' : '/'}${prefix}`;
    if (name === undefined) continue;
    if (!PATTERN_NAME.test(name)) return err({ reason: 'pattern-bad-name', name });
    if (names.includes(name)) return err({ reason: 'pattern-name-twice', name });
    names.push(name);
    parts.push({ text }, { name, suffix });
    text = '';
  }
  parts.push({ text });
  const [first] = parts;
  const head = first !== undefined && 'text' in first ? first.text : '';
  return ok({ parts, head, hasNames: parts.length > 1, slashes: segments.length - 1 });
}

/** @returns the position behind the piece if it is at this one; else -1 */
function matchAt({ parts }: Piece, ref: string, from: number, bound: Map<string, string>): number {
  let at = from;
  for (const part of parts) {
    if ('text' in part) {
      if (!ref.startsWith(part.text, at)) return -1;
      at += part.text.length;
      continue;
    }
    const slash = ref.indexOf('/', at);
    const end = slash < 0 ? ref.length : slash;
    const rest = end - part.suffix.length;
    if (rest <= at || !ref.startsWith(part.suffix, rest)) return -1;
    bound.set(part.name, ref.slice(at, rest));
    at = end;
  }
  return at;
}

/** @returns the position behind the first place of the piece; -1 if there is none */
function matchFrom(piece: Piece, ref: string, from: number, bound: Map<string, string>): number {
  let start = ref.indexOf(piece.head, from);
  if (!piece.hasNames) return start < 0 ? -1 : start + piece.head.length;
  for (; start >= 0; start = ref.indexOf(piece.head, start + 1)) {
    const end = matchAt(piece, ref, start, bound);
    if (end >= 0) return end;
  }
  return -1;
}

/** Whether the piece is at the end of the ref, and not before the position. */
function matchEnd(piece: Piece, ref: string, from: number, bound: Map<string, string>): boolean {
  if (!piece.hasNames) return ref.length - piece.head.length >= from && ref.endsWith(piece.head);
  // The slashes of the piece are the last ones of the ref. In front of them is the end of the first segment.
  let slash = ref.length;
  for (let left = piece.slashes; left > 0 && slash >= 0; left--)
    slash = slash === 0 ? -1 : ref.lastIndexOf('/', slash - 1);
  const start = slash - piece.head.indexOf('/');
  return slash >= 0 && start >= from && matchAt(piece, ref, start, bound) === ref.length;
}

/** One line for people, to follow the pattern: what is wrong with it, and how to write it. */
export function describeRefGlobProblem(problem: RefGlobProblem): string {
  return problem.reason === 'glob-star-beside-name'
    ? `has "*" and braces in the segment "${problem.segment}"; a segment has either a {name} or "*"`
    : describePatternProblem(problem);
}
