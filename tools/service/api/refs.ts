import { z } from '@hono/zod-openapi';
import { describeRefProblem, isRef, MAX_REF_BYTES, parseRef } from '../../base/model/index.js';

/** A partition ref, wherever a call takes one. */
export const refSchema = z
  .string()
  .min(1)
  .max(MAX_REF_BYTES)
  .refine(isRef, {
    error: ({ input }) => {
      const parsed = parseRef(String(input));
      return parsed.ok ? undefined : describeRefProblem(parsed.error);
    },
  })
  .transform((text) => text);

/** The query of calls about one partition. */
export const ONE_REF = z.strictObject({ ref: refSchema.describe('The partition.') });
