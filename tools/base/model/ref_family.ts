import { matchPattern, type Pattern } from './pattern.js';
import type { PatternIndex } from './pattern_index.js';

/** A segment of a ref: plain text, or a text between others that differs from ref to ref, and has a name. */
export type FamilyPart =
  { readonly text: string } | { readonly before: string; readonly name: string; readonly after: string };

/** A ref as a member of a family: refs with the same texts around the parts that differ. */
export interface FamilyMember {
  readonly parts: readonly FamilyPart[];
  /** The texts of the parts that differ, in order. */
  readonly values: readonly string[];
}

/**
 * Reads a ref by the first pattern of a job that matches it. Where none does, a segment `key=value` has a value that
 * differs.
 */
export function familyOf(ref: string, patterns?: PatternIndex<string>): FamilyMember {
  const [entry] = patterns?.match(ref) ?? [];
  if (entry !== undefined) {
    const bound = matchPattern(entry.pattern, ref);
    if (bound !== undefined) return { parts: familyParts(entry.pattern), values: [...bound.values()] };
  }
  const parts: FamilyPart[] = [];
  const values: string[] = [];
  for (const segment of ref.split('/')) {
    const equals = segment.indexOf('=');
    if (equals < 1) {
      parts.push({ text: segment });
    } else {
      parts.push({ before: segment.slice(0, equals + 1), name: segment.slice(0, equals), after: '' });
      values.push(segment.slice(equals + 1));
    }
  }
  return { parts, values };
}

/** The parts of all refs that match a pattern. */
export function familyParts({ segments }: Pattern): FamilyPart[] {
  return segments.map(({ prefix, name, suffix }) =>
    name === undefined ? { text: prefix } : { before: prefix, name, after: suffix },
  );
}

/** Writes the refs of a family. @param values undefined for a value that may be anything, which is written as `*` */
export function writeFamily(parts: readonly FamilyPart[], values: readonly (string | undefined)[] = []): string {
  let next = 0;
  return parts
    .map((part) => ('text' in part ? part.text : `${part.before}${values[next++] ?? '*'}${part.after}`))
    .join('/');
}
