import { z } from 'zod';

/** What `lookup` prints: job label → refs. Labels may be written as the BUILD file writes them. */
export const LookupAnswerSchema = z.record(z.string().min(1), z.array(z.string()));
export type LookupAnswer = z.infer<typeof LookupAnswerSchema>;
