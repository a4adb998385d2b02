import * as z from 'zod';
import { lazily } from './lazily.js';
import { err, ok, type Result } from './result.js';

/** A partition ref: opaque text that names one piece of data. Only `parseRef` makes one. */
export type PartitionRef = string & { readonly __partitionRef: never };

/** The maximum length of a ref, in bytes of UTF-8. */
export const MAX_REF_BYTES = 1024;

export type RefProblem =
  | { readonly reason: 'ref-empty' }
  | { readonly reason: 'ref-too-long'; readonly bytes: number }
  | { readonly reason: 'ref-control-character'; readonly codePoint: number; readonly index: number }
  | { readonly reason: 'ref-surrounding-space' }
  | { readonly reason: 'ref-not-unicode' };

// eslint-disable-next-line no-control-regex -- refs with control characters are what this finds
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Checks the rules of a ref: 1 to 1,024 bytes of UTF-8, no control characters, no space at either end. */
export function parseRef(text: string): Result<PartitionRef, RefProblem> {
  if (text.length === 0) return err({ reason: 'ref-empty' });
  // A UTF-16 unit takes at most 3 bytes of UTF-8, so short refs need no count.
  if (text.length * 3 > MAX_REF_BYTES) {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_REF_BYTES) return err({ reason: 'ref-too-long', bytes });
  }
  const index = text.search(CONTROL);
  if (index >= 0) return err({ reason: 'ref-control-character', codePoint: text.charCodeAt(index), index });
  if (text.trim().length !== text.length) return err({ reason: 'ref-surrounding-space' });
  if (!text.isWellFormed()) return err({ reason: 'ref-not-unicode' });
  return ok(text as PartitionRef);
}

/** Printable ASCII without a space at either end. Most refs match, and the check is fast. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** Whether the text is a ref. The same as `parseRef(text).ok`, but without an allocation for each of 100,000 refs. */
export function isRef(text: string): text is PartitionRef {
  return (text.length <= MAX_REF_BYTES && PLAIN.test(text)) || parseRef(text).ok;
}

/** One line for people: what is wrong with the ref and what a ref must be. */
export function describeRefProblem(problem: RefProblem): string {
  switch (problem.reason) {
    case 'ref-empty':
      return 'is empty; a ref has 1 to 1024 bytes';
    case 'ref-too-long':
      return `has ${String(problem.bytes)} bytes; a ref has at most ${String(MAX_REF_BYTES)}`;
    case 'ref-control-character':
      return `has a control character (U+${problem.codePoint.toString(16).toUpperCase().padStart(4, '0')}) at position ${String(problem.index)}; remove it`;
    case 'ref-surrounding-space':
      return 'begins or ends with white space; remove it';
    case 'ref-not-unicode':
      return 'is not well-formed Unicode';
  }
}

/** Zod schema of a ref, for the wire formats. */
export const partitionRefSchema = lazily((): z.ZodType<PartitionRef, string> =>
  z
    .string()
    .refine(isRef, {
      error: ({ input }) => {
        const parsed = parseRef(String(input));
        return parsed.ok ? undefined : `ref ${describeRefProblem(parsed.error)}`;
      },
    })
    .meta({
      id: 'PartitionRef',
      description: 'A partition ref: 1 to 1,024 bytes of UTF-8, no control characters, no space at either end.',
      minLength: 1,
      maxLength: MAX_REF_BYTES,
      pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
    }),
);
