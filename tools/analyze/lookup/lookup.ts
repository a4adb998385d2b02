import type { AskOptions } from '../ask/index.js';
import { err, ok, type GraphDescriptor, type PartitionRef, type Result } from '../../base/model/index.js';
import { checkByPatterns, placeByPatterns } from './by_patterns.js';
import { placeByProgram } from './by_program.js';
import type { LookupFailure } from './failure.js';
import type { Placement } from './placement.js';

export interface LookupDeps {
  readonly descriptor: GraphDescriptor;
  readonly ask: AskOptions;
}

/**
 * Finds the job that makes each ref: by the graph's lookup program, or by the patterns of its jobs if it has none.
 *
 * @param refs without duplicates
 * @returns label of the job → its refs, or everything that is wrong
 */
export async function lookup(
  refs: readonly PartitionRef[],
  deps: LookupDeps,
): Promise<Result<Map<string, PartitionRef[]>, LookupFailure[]>> {
  const { placed, failures } = await place(refs, deps);
  return failures.length === 0 ? ok(placed) : err([...failures]);
}

/** The same, for callers that continue with the refs whose job was found. */
export async function place(refs: readonly PartitionRef[], { descriptor, ask }: LookupDeps): Promise<Placement> {
  const { placed, failures } =
    descriptor.lookup === undefined
      ? placeByPatterns(refs, descriptor)
      : checkByPatterns(await placeByProgram(descriptor.lookup, refs, descriptor, ask), descriptor);
  for (const [label, found] of placed) if (found.length === 0) placed.delete(label);
  return { placed, failures };
}
