import type { PartitionRef, Result, Validity } from '../../base/model/index.js';
import type { Capture } from '../../base/runtime/index.js';
import type { CatalogView, Database, Sql } from '../../catalog/index.js';
import type { Emit, Principal, Programs } from '../programs/index.js';

/** What a trigger asks for. */
export interface TriggerRequest {
  readonly refs: readonly PartitionRef[];
  readonly mode: {
    readonly validity?: Validity;
    readonly refresh?: PartitionRef[];
    readonly reread?: PartitionRef[];
  };
  readonly priority?: number;
  readonly note: string;
}

/** Where the request of a trigger is from: `key` is that of the slot or event. */
export interface TriggerSource {
  readonly kind: 'trigger';
  readonly trigger: string;
  readonly key: string;
}

/**
 * Accepts a request inside the caller's transaction, so that it is written together with the end of its event. It writes
 * nothing if it refuses the request. A repeated key is the same request.
 */
export type Accept = (
  graph: string,
  body: TriggerRequest,
  options: { readonly principal: Principal; readonly source: TriggerSource; readonly idempotencyKey: string },
  sql: Sql,
) => Promise<Result<{ readonly id: string }, RefusedRequest>>;

/** Why a request is refused, for people. */
export interface RefusedRequest {
  readonly detail: string;
}

/** What triggers read of the catalog. */
export interface ChangeFeed extends Pick<CatalogView, 'changes'> {
  /** The partitions whose current manifests have read one of the refs as a materialize input, at most `limit`. */
  readonly readersOf: (refs: readonly PartitionRef[], limit: number) => Promise<readonly PartitionRef[]>;
}

/** How much a trigger may do. */
export interface Limits {
  /** Slots and events that wait; further slots are recorded as `too-many-slots`, further calls are refused. */
  readonly waiting: number;
  /** Refs of one request. */
  readonly refs: number;
  /** Events that the poll program prints at once. */
  readonly polled: number;
  /** Changes of the catalog that are looked at together. */
  readonly changes: number;
}

export const LIMITS: Limits = { waiting: 1000, refs: 100_000, polled: 1000, changes: 10_000 };

/** Everything that triggers work with. */
export interface Parts {
  readonly database: Database;
  readonly programs: Programs;
  readonly accept: Accept;
  readonly feed: ChangeFeed;
  readonly clock: { readonly now: () => number };
  readonly emit: Emit;
  /** Runs refs and poll programs. */
  readonly capture: Capture;
  /** The directory in which they run. */
  readonly directory: string;
  /** Makes ids that sort by time. */
  readonly nextId: () => string;
  /** Names this replica. */
  readonly replica: string;
  readonly limits: Limits;
  /** Waits between two looks, until the signal aborts at the latest. Tests wait less. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}
