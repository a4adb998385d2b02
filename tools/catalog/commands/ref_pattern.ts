/** The parts of a ref such as `flights/year=1987/month=01`. */
export interface PatternedRef {
  readonly parts: readonly PatternPart[];
  readonly values: readonly string[];
}

/** Plain text, or a key whose value differs from ref to ref. */
export type PatternPart = { readonly text: string } | { readonly key: string };

/** Reads `key=value` between slashes. */
export function readPattern(ref: string): PatternedRef {
  const parts: PatternPart[] = [];
  const values: string[] = [];
  for (const segment of ref.split('/')) {
    const equals = segment.indexOf('=');
    if (equals < 1) {
      parts.push({ text: segment });
    } else {
      parts.push({ key: segment.slice(0, equals) });
      values.push(segment.slice(equals + 1));
    }
  }
  return { parts, values };
}

/** @param values undefined for a value that may be anything */
export function writePattern(parts: readonly PatternPart[], values: readonly (string | undefined)[]): string {
  let next = 0;
  return parts.map((part) => ('text' in part ? part.text : `${part.key}=${values[next++] ?? '*'}`)).join('/');
}
