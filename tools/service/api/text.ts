import { z } from '@hono/zod-openapi';

/** Characters that no text of the API has. PostgreSQL cannot store a NUL. */
// eslint-disable-next-line no-control-regex -- control characters are what this finds
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** The schema of a text that people or programs typed. */
export function text(maxLength: number): z.ZodString {
  return z
    .string()
    .max(maxLength)
    .refine(
      (value) => value.isWellFormed() && !CONTROL.test(value),
      'must be well-formed text without control characters',
    );
}
