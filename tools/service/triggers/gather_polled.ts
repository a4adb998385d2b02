import { ok, type Result, type TriggerDescriptor } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import type { GraphProgram } from '../programs/index.js';
import { askForEvents, type Polled } from './ask_programs.js';
import type { NewEvent } from './event.js';
import { addEvents, countWaiting, endEvent, writeEnding, type EventName } from './events.js';
import { recordSuccess } from './outcome.js';
import type { Parts } from './parts.js';
import { isDue } from './due.js';
import { MAX_BACKOFF_MS, type SourceFailure } from './problem.js';
import { saveCursor, stateOf, type PollCursor, type TriggerState } from './state.js';

/** What a call of the poll program brought. `isDue` is false if it was not called. */
export interface PollOutcome {
  readonly isDue: boolean;
  readonly added: number;
}

/** The cursor of a trigger. A program under another name does not get the cursor of the one before. */
export function pollCursor({ cursor }: TriggerState, program: string): PollCursor {
  const { poll } = cursor;
  return poll?.program === program ? poll : { program, cursor: null, answers: poll?.answers ?? 0, next: 0 };
}

/** When the poll program is called next; undefined if the trigger has none, or is paused. */
export function nextPoll({ poll }: TriggerDescriptor, state: TriggerState): number | undefined {
  if (poll === undefined || state.isPaused) return undefined;
  return Math.max(pollCursor(state, poll).next, state.nextTry);
}

function longestWait({ pollSeconds = 0 }: TriggerDescriptor): number {
  return Math.max(pollSeconds * 1000, MAX_BACKOFF_MS);
}

/**
 * Calls the poll program, if it is time. Its events wait, and its new cursor is written, in one transaction; so a program
 * that is called again after a crash gets the old cursor, and its events are not doubled.
 */
export async function gatherPolled(
  parts: Parts,
  program: GraphProgram,
  trigger: TriggerDescriptor,
  state: TriggerState,
  signal: AbortSignal,
): Promise<Result<PollOutcome, SourceFailure>> {
  const due = nextPoll(trigger, state);
  if (trigger.poll === undefined || due === undefined || !isDue(due, parts.clock.now(), longestWait(trigger)))
    return ok({ isDue: false, added: 0 });
  // What is waiting comes first.
  if ((await countWaiting(parts.database, state)) >= parts.limits.waiting) return ok({ isDue: false, added: 0 });
  const cursor = pollCursor(state, trigger.poll);
  const polled = await askForEvents(parts, { program, trigger, signal }, trigger.poll, cursor.cursor);
  if (!polled.ok) return polled;

  const now = parts.clock.now();
  // The call was due while the trigger was paused.
  const isMissed = trigger.catchUp === 'none' && cursor.next <= state.resumedAt;
  const events = eventsOf(cursor, polled.value, now);
  const poll: PollCursor = {
    program: trigger.poll,
    cursor: polled.value.cursor,
    answers: cursor.answers + Math.min(events.length, 1),
    next: now + (trigger.pollSeconds ?? 0) * 1000,
  };
  const added = await parts.database.transaction(async (sql) => {
    // Meanwhile, its other sources may have gone on.
    const present = await stateOf(sql, state.graph, state.name);
    if (present === undefined || nextPoll(trigger, present) !== due) return 0;
    const isSaved = await saveCursor(sql, present, { ...present.cursor, poll });
    if (!isSaved) return 0;
    await recordSuccess(sql, state);
    const added = await addEvents(sql, state, events, parts.nextId);
    if (isMissed) for (const event of events) await skip(sql, { ...state, key: event.key }, now);
    return added;
  });
  return ok({ isDue: true, added });
}

async function skip(sql: Sql, event: EventName, now: number): Promise<void> {
  await endEvent(sql, event, now);
  await writeEnding(sql, event, { reason: 'catch-up-none' });
}

function eventsOf({ program, answers }: PollCursor, polled: Polled, at: number): NewEvent[] {
  const keyOf = (index: number): string => `poll/${program}/${String(answers)}/${String(index)}`;
  if ('events' in polled) {
    return polled.events.map((event, index) => ({
      key: keyOf(index),
      kind: 'poll',
      at,
      payload: { kind: 'poll', event },
    }));
  }
  if (!('refs' in polled) || polled.refs.length === 0) return [];
  return [{ key: keyOf(0), kind: 'poll', at, payload: { kind: 'poll', refs: polled.refs } }];
}
