import * as z from 'zod';
import { ProcessMarkSchema } from '../base/model/index.js';

const DetailsSchema = z.object({
  ttlMs: z.int().min(1).optional(),
  processes: z.array(ProcessMarkSchema).readonly().default([]),
});

/**
 * What the text of a lease's owner says. The text is the name, and what follows it in JSON; owners that earlier versions
 * wrote are the name alone.
 */
export interface LeaseOwner extends z.infer<typeof DetailsSchema> {
  /** For people: `host:build id`. */
  readonly name: string;
}

/**
 * No lease of an owner that does not say how long its leases last counts for longer than this, in milliseconds: the
 * clock was ahead when it was given.
 */
export const UNKNOWN_TTL_MS = 600_000;

/** The text by which a catalog knows an owner. */
export function ownerText({ name, ...details }: LeaseOwner): string {
  return `${name} ${JSON.stringify(details)}`;
}

export function readOwner(text: string): LeaseOwner {
  const start = text.indexOf(' {');
  if (start < 0) return { name: text, processes: [] };
  try {
    return { name: text.slice(0, start), ...DetailsSchema.parse(JSON.parse(text.slice(start + 1))) };
  } catch {
    return { name: text, processes: [] };
  }
}

/** How long a lease of the owner lasts when it is renewed, so that none lasts longer; in milliseconds. */
export function longestLeaseMs(text: string): number {
  return readOwner(text).ttlMs ?? UNKNOWN_TTL_MS;
}
