import type * as z from 'zod';

/**
 * Builds a schema when it is first used. Building all of them takes as long as a small command takes in total, and most
 * commands need none: hand-written guards accept the values that are valid.
 *
 * @returns a function that returns the schema, always the same one
 */
export function lazily<Built extends object>(build: () => Built): () => Built {
  let built: Built | undefined;
  return () => (built ??= build());
}

/** The type of the values that a lazily built schema returns. */
export type Inferred<Lazy extends () => z.ZodType> = z.infer<ReturnType<Lazy>>;
