import { describeRefProblem, parseRef, type PartitionRef, type RefProblem } from './ref.js';
import { err, ok, type Result } from './result.js';

/**
 * One segment of a pattern: text, then a name that stands for one or more characters, then text. Without a name, all of
 * the text is in `prefix`.
 */
export interface PatternSegment {
  readonly prefix: string;
  readonly name?: string;
  readonly suffix: string;
}

/** A pattern of refs, such as `delays/day={day}`, read once. Only `compilePattern` makes one. */
export interface Pattern {
  /** As the BUILD file writes it. */
  readonly text: string;
  readonly segments: readonly PatternSegment[];
  /** The names that it binds, in order; each once. */
  readonly names: readonly string[];
}

/** What the names of a pattern stand for in one ref: name → text, in the order of the pattern. */
export type Bindings = ReadonlyMap<string, string>;

/** Why a text is not a pattern, or a pattern that no ref can match. */
export type PatternProblem =
  | { readonly reason: 'pattern-empty' }
  | { readonly reason: 'pattern-empty-segment' }
  | { readonly reason: 'pattern-stray-brace'; readonly segment: string }
  | { readonly reason: 'pattern-two-names'; readonly segment: string }
  | { readonly reason: 'pattern-bad-name'; readonly name: string }
  | { readonly reason: 'pattern-name-twice'; readonly name: string }
  | { readonly reason: 'pattern-unfit-for-refs'; readonly problem: RefProblem };

/** A name in braces: a letter, then letters, digits and underscores. */
export const PATTERN_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Reads a pattern. It covers a whole ref, segment by segment. A segment is text with at most one `{name}` in it; the name
 * stands for one or more characters other than `/`. There are no escapes: no pattern has a brace in its text.
 */
export function compilePattern(text: string): Result<Pattern, PatternProblem> {
  if (text === '') return err({ reason: 'pattern-empty' });
  const segments: PatternSegment[] = [];
  const names: string[] = [];
  for (const written of text.split('/')) {
    if (written === '') return err({ reason: 'pattern-empty-segment' });
    const segment = readPatternSegment(written);
    if (!segment.ok) return segment;
    const { name } = segment.value;
    if (name !== undefined) {
      if (!PATTERN_NAME.test(name)) return err({ reason: 'pattern-bad-name', name });
      if (names.includes(name)) return err({ reason: 'pattern-name-twice', name });
      names.push(name);
    }
    segments.push(segment.value);
  }
  const shortest = parseRef(write(segments, () => 'x'));
  return shortest.ok
    ? ok({ text, segments, names })
    : err({ reason: 'pattern-unfit-for-refs', problem: shortest.error });
}

/** Reads a segment, which may be empty. The name in it is not checked. */
export function readPatternSegment(segment: string): Result<PatternSegment, PatternProblem> {
  const [prefix = '', ...others] = segment.split('{');
  const pieces = others.map((piece) => piece.split('}'));
  if (prefix.includes('}') || pieces.some(({ length }) => length !== 2)) {
    return err({ reason: 'pattern-stray-brace', segment });
  }
  const [first, second] = pieces;
  if (second !== undefined) return err({ reason: 'pattern-two-names', segment });
  if (first === undefined) return ok({ prefix, suffix: '' });
  const [name = '', suffix = ''] = first;
  return ok({ prefix, name, suffix });
}

/**
 * Matches a whole ref against a pattern.
 *
 * @returns what each name stands for, or undefined where the ref does not match
 */
export function matchPattern({ segments }: Pattern, ref: string): Bindings | undefined {
  const bound = new Map<string, string>();
  let from = 0;
  for (const [index, { prefix, name, suffix }] of segments.entries()) {
    const slash = ref.indexOf('/', from);
    if (slash < 0 !== (index === segments.length - 1)) return undefined;
    const end = slash < 0 ? ref.length : slash;
    if (name === undefined) {
      if (end - from !== prefix.length || !ref.startsWith(prefix, from)) return undefined;
    } else {
      const [begin, rest] = [from + prefix.length, end - suffix.length];
      if (begin >= rest || !ref.startsWith(prefix, from) || !ref.startsWith(suffix, rest)) return undefined;
      bound.set(name, ref.slice(begin, rest));
    }
    from = end + 1;
  }
  return bound;
}

/** Why bindings give no ref that matches the pattern. */
export type RenderProblem =
  | { readonly reason: 'name-unbound'; readonly name: string }
  | { readonly reason: 'text-unfit-for-segment'; readonly name: string; readonly text: string }
  | RefProblem;

/** Writes the ref of a pattern and its bindings; `matchPattern` of that ref gives the bindings back. */
export function renderPattern({ segments, names }: Pattern, bound: Bindings): Result<PartitionRef, RenderProblem> {
  for (const name of names) {
    const text = bound.get(name);
    if (text === undefined) return err({ reason: 'name-unbound', name });
    if (text === '' || text.includes('/')) return err({ reason: 'text-unfit-for-segment', name, text });
  }
  return parseRef(write(segments, (name) => bound.get(name) ?? ''));
}

function write(segments: readonly PatternSegment[], textOf: (name: string) => string): string {
  return segments
    .map(({ prefix, name, suffix }) => (name === undefined ? prefix : prefix + textOf(name) + suffix))
    .join('/');
}

/** One line for people, to follow the pattern: what is wrong with it, and how to write it. */
export function describePatternProblem(problem: PatternProblem): string {
  switch (problem.reason) {
    case 'pattern-empty':
      return 'is empty; write a pattern such as delays/day={day}';
    case 'pattern-empty-segment':
      return 'has an empty segment; put text or a {name} between, before and after its slashes';
    case 'pattern-stray-brace':
      return `has a stray brace in "${problem.segment}"; a pattern has braces only around a name, such as {day}`;
    case 'pattern-two-names':
      return `has two names in the segment "${problem.segment}"; a segment has at most one`;
    case 'pattern-bad-name':
      return `has the name "${problem.name}"; a name is a letter, then letters, digits and underscores`;
    case 'pattern-name-twice':
      return `has the name "${problem.name}" twice; give each its own name`;
    case 'pattern-unfit-for-refs':
      return `matches no ref: its text ${describeRefProblem(problem.problem)}`;
  }
}
