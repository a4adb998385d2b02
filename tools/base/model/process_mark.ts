import * as z from 'zod';
import { lazily, type Inferred } from './lazily.js';

/** Identifies a process, so that others can find out whether it is still running. */
export const processMarkSchema = lazily(() =>
  z.object({
    pid: z.int().min(1),
    started: z
      .string()
      .optional()
      .describe(
        'When the process was started, in terms of its machine, which tells it from a later one of that number.',
      ),
    namespace: z
      .string()
      .optional()
      .describe('Among which processes the number counts: those of a container have numbers of their own.'),
  }),
);
export type ProcessMark = Inferred<typeof processMarkSchema>;
