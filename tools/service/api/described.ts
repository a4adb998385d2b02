import type { z } from '@hono/zod-openapi';

/**
 * The schema of an answer whose type another part of the service has. Answers are not checked, so the schema only describes them:
 * for the reference, and for clients.
 */
export function describes<Value>(schema: z.ZodType): z.ZodType<Value> {
  return schema as z.ZodType<Value>;
}
