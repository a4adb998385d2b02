import type { TriggerDescriptor } from '../../base/model/index.js';
import { changeMatcher } from './answer.js';
import { changesEvent, type MatchedChange } from './event.js';
import { addEvents, endEvent, writeEnding } from './events.js';
import type { Gathered } from './gather_slots.js';
import type { ChangeFeed, Parts } from './parts.js';
import { saveCursor, type TriggerState } from './state.js';

/** While partitions are being recorded, their changes are gathered, until this long none has come. */
const QUIET_MS = 5_000;
/** They are gathered no longer than this. */
const GATHER_MS = 60_000;
/** Without a match, the cursor is written only after so many changes. */
const UNWRITTEN = 1_000;

/** What this process has seen of the changes that a trigger waits for. A new process begins again. */
export interface Watch {
  /** Everything up to here was read. */
  readonly seq: number;
  /** The newest partition of each ref that matches. */
  readonly matched: ReadonlyMap<string, MatchedChange>;
  /** When the first and the last of them was seen. */
  readonly since: number;
  readonly last: number;
}

/** One reading of the catalog's changes for all triggers of a look. */
export type ReadChanges = (after: number) => ReturnType<ChangeFeed['changes']>;

/** The end of the feed. */
export async function newestChange(feed: ChangeFeed): Promise<number> {
  const page = await feed.changes(0, 1);
  return page.ok ? page.value.newest : page.error.newest;
}

/**
 * Follows the changes of the catalog. Those that match a pattern become one event, whose key is the range of their
 * sequence numbers, once it is quiet. A forgotten partition is no event.
 *
 * @returns also the watch to go on with
 */
export async function gatherChanges(
  parts: Parts,
  trigger: TriggerDescriptor,
  state: TriggerState,
  read: ReadChanges,
  watch: Watch | undefined,
): Promise<Gathered & { readonly watch?: Watch }> {
  if (trigger.onPartitions === undefined) return { added: 0, skipped: 0 };
  const begin = state.cursor.changes;
  if (begin === undefined) {
    const newest = await newestChange(parts.feed);
    await parts.database.transaction((sql) => saveCursor(sql, state, { ...state.cursor, changes: newest }));
    return { added: 0, skipped: 0 };
  }
  if (state.isPaused) return { added: 0, skipped: 0 };

  const now = parts.clock.now();
  const seen = await readOn(parts, trigger, read, watch ?? { seq: begin, matched: new Map(), since: now, last: now });
  if ('lost' in seen) {
    const lost = changesEvent({ after: begin, until: seen.lost, partitions: [], at: now });
    await parts.database.transaction(async (sql) => {
      if (!(await saveCursor(sql, state, { ...state.cursor, changes: seen.lost }))) return;
      await addEvents(sql, state, [lost], parts.nextId);
      await endEvent(sql, { ...state, key: lost.key }, now);
      await writeEnding(sql, { ...state, key: lost.key }, { reason: 'changes-lost' });
    });
    return { added: 0, skipped: 1 };
  }
  const { seq, matched, since, last } = seen;
  if (matched.size === 0) {
    if (seq - begin < UNWRITTEN) return { added: 0, skipped: 0, watch: seen };
    await parts.database.transaction((sql) => saveCursor(sql, state, { ...state.cursor, changes: seq }));
    return { added: 0, skipped: 0 };
  }
  const isFull = matched.size >= parts.limits.changes;
  const due = Math.min(last + QUIET_MS, since + GATHER_MS);
  if (now < due && !isFull) return { added: 0, skipped: 0, watch: seen, next: due };

  const partitions = [...matched.values()];
  const event = changesEvent({ after: begin, until: seq, partitions, at: since });
  const added = await parts.database.transaction(async (sql) =>
    (await saveCursor(sql, state, { ...state.cursor, changes: seq }))
      ? addEvents(sql, state, [event], parts.nextId)
      : 0,
  );
  return { added, skipped: 0 };
}

/**
 * Reads the changes since the watch, up to the limit of one event.
 *
 * @returns `lost`: the end of the feed, if the changes after the watch were dropped
 */
async function readOn(
  { clock, limits }: Parts,
  trigger: TriggerDescriptor,
  read: ReadChanges,
  watch: Watch,
): Promise<Watch | { readonly lost: number }> {
  const match = changeMatcher(trigger);
  const matched = new Map(watch.matched);
  let { seq, since, last } = watch;
  for (;;) {
    const page = await read(seq);
    if (!page.ok) return { lost: page.error.newest };
    for (const { seq: at, ref, kind } of page.value.changes) {
      // What was recorded and is forgotten is no longer there to react to.
      if (kind === 'forgotten') matched.delete(ref);
      const found = kind === 'recorded' ? match(ref) : undefined;
      if (found !== undefined) {
        last = clock.now();
        if (matched.size === 0) since = last;
        matched.set(ref, found);
      }
      seq = at;
      if (matched.size >= limits.changes) return { seq, matched, since, last };
    }
    seq = page.value.next;
    if (seq >= page.value.newest) return { seq, matched, since, last };
  }
}
