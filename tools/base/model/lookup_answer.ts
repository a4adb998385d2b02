import * as z from 'zod';

import { lazily, type Inferred } from './lazily.js';
import { isObject } from './value_guards.js';

/** What `lookup` prints: job label → refs. Labels may be written as the BUILD file writes them. */
export const lookupAnswerSchema = lazily(() => z.record(z.string().min(1), z.array(z.string())));
export type LookupAnswer = Inferred<typeof lookupAnswerSchema>;

/** Whether parsed JSON matches `lookupAnswerSchema`: the same verdict, faster. */
export function isLookupAnswer(value: unknown): value is LookupAnswer {
  if (!isObject(value)) return false;
  for (const label in value) {
    const refs = value[label];
    if (label === '' || !Array.isArray(refs)) return false;
    for (const ref of refs as unknown[]) if (typeof ref !== 'string') return false;
  }
  return true;
}
