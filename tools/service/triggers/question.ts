import type { PartitionRef, TriggerDescriptor } from '../../base/model/index.js';
import type { GraphProgram } from '../programs/index.js';
import type { Payload } from './event.js';

/** What a slot or an event asks for: refs, or the reason why nothing. */
export type Answer = Asked | { readonly reason: NoRequest; readonly detail?: string };

export interface Asked {
  readonly refs: readonly PartitionRef[];
  /** The partitions that have been made again, if the refs are what was made from them before. */
  readonly reread?: readonly PartitionRef[];
}

/** Why an event makes no request although nothing failed. */
export type NoRequest =
  /** The refs program printed nothing. */
  | 'no-refs'
  /** The refs program ended with exit code 2. */
  | 'refused-by-program'
  /** Nothing that exists was made from the partitions that were recorded. */
  | 'nothing-downstream';

/** An event, with the program of the graph that answers what it asks for. */
export interface Question {
  readonly program: GraphProgram;
  readonly trigger: TriggerDescriptor;
  readonly key: string;
  readonly payload: Payload;
  readonly signal?: AbortSignal | undefined;
}
