import * as z from 'zod';
import { lazily, processMarkSchema, type Inferred } from '../base/model/index.js';

const detailsSchema = lazily(() =>
  z.object({
    ttlMs: z.int().min(1).optional(),
    processes: z.array(processMarkSchema()).readonly().default([]),
  }),
);

/**
 * The owner of a lease, parsed from its text: the name, followed by the details as JSON. Owners that earlier versions
 * wrote are only a name.
 */
export interface LeaseOwner extends Inferred<typeof detailsSchema> {
  /** For people: `host:build id`. */
  readonly name: string;
}

/**
 * The maximum duration, in milliseconds, of a lease whose owner does not give one. A longer lease was acquired while
 * the clock was ahead.
 */
export const UNKNOWN_TTL_MS = 600_000;

/** The text of an owner as the catalog stores it. */
export function ownerText({ name, ...details }: LeaseOwner): string {
  return `${name} ${JSON.stringify(details)}`;
}

export function readOwner(text: string): LeaseOwner {
  const start = text.indexOf(' {');
  if (start < 0) return { name: text, processes: [] };
  try {
    return { name: text.slice(0, start), ...detailsSchema().parse(JSON.parse(text.slice(start + 1))) };
  } catch {
    return { name: text, processes: [] };
  }
}

/** How long a renewed lease of the owner lasts, in milliseconds. No lease of the owner may last longer. */
export function longestLeaseMs(text: string): number {
  return readOwner(text).ttlMs ?? UNKNOWN_TTL_MS;
}
