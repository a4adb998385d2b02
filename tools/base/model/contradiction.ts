import type * as z from 'zod';

/** Fields of a descriptor that are valid each by itself, and not together. */
export interface Contradiction {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** The check of a schema that refuses values with contradictions. */
export function refusing<Value>(contradictionsOf: (value: Value) => Iterable<Contradiction>) {
  return (value: Value, context: z.RefinementCtx<Value>): void => {
    for (const { path, message } of contradictionsOf(value)) context.addIssue({ code: 'custom', path, message });
  };
}
