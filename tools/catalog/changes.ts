import { err, isRef, ok, type PartitionRef, type Result } from '../base/model/index.js';

/** What happened to a ref: a manifest became its current one, or it was forgotten. */
export type Change = {
  /** Its place in the feed. Each is greater than all before it; numbers may be missing in between. */
  readonly seq: number;
  readonly ref: PartitionRef;
  /** Microseconds since the epoch; that of an imported event is its own. */
  readonly atMicros: number;
} & ({ readonly kind: 'recorded'; readonly id: string } | { readonly kind: 'forgotten' });

export interface ChangesPage {
  /** In the order of their commits. */
  readonly changes: readonly Change[];
  /** Where to go on: what the next request passes as `after`. */
  readonly next: number;
  /** The end of the feed. If `next` is the same, nothing is left to read. */
  readonly newest: number;
}

/**
 * Not all changes since then can be read: `gc` has dropped some, or the catalog is not the one that was followed, such as an
 * earlier copy. The reader starts over: it reads what exists now, and follows from `newest`.
 */
export interface ChangesLost {
  readonly reason: 'changes-lost';
  readonly newest: number;
}

/** A part of the feed, as one consistent state of a store has it. */
export interface FeedRows {
  readonly rows: readonly FeedRow[];
  /** The greatest sequence number that was given. */
  readonly newest: number;
  /** The greatest sequence number that was dropped, or that was given before the feed began; 0 if none was. */
  readonly dropped: number;
}

export interface FeedRow {
  readonly seq: number;
  readonly ref: string;
  readonly atMicros: number;
  /** Of the manifest; empty if the ref was forgotten. */
  readonly id: string;
}

/** How many sequence numbers `gc` keeps, unless its caller says otherwise. */
export const KEEP_CHANGES = 1_000_000;

/** See `CatalogView.changes`. Rows with a text that is not a ref, which only another program can have written, are left out. */
export function changesPage(
  { rows, newest, dropped }: FeedRows,
  after: number,
  limit: number,
): Result<ChangesPage, ChangesLost> {
  if (after < dropped || after > newest) return err({ reason: 'changes-lost', newest });
  const changes = rows.flatMap(({ seq, ref, atMicros, id }): Change[] => {
    if (!isRef(ref)) return [];
    return [{ seq, ref, atMicros, ...(id === '' ? { kind: 'forgotten' } : { kind: 'recorded', id }) }];
  });
  const next = rows.length < limit ? newest : (rows.at(-1)?.seq ?? after);
  return ok({ changes, next, newest });
}
