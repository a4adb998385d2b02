import { err, ok, type Result, type TriggerDescriptor } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { recordActivity, type GraphProgram, type Principal } from '../programs/index.js';
import { changeMatcher } from './answer.js';
import { changesEvent, slotPayload, type NewEvent, type Payload } from './event.js';
import { addEvents, countWaiting, eventOf, type TriggerEvent, type TriggerName } from './events.js';
import type { TriggerFailure } from './failure.js';
import type { Parts } from './parts.js';
import { newestChange } from './gather_changes.js';
import { scheduleOf } from './schedule.js';
import { stateOf, type Cursor } from './state.js';

/** A trigger of the current deployment of its graph. */
export interface KnownTrigger {
  readonly program: GraphProgram;
  readonly trigger: TriggerDescriptor;
}

/** An event larger than this does not belong into a database. */
export const MAX_EVENT_BYTES = 256 * 1024;

export async function findTrigger(
  { programs }: Parts,
  graph: string,
  name: string,
): Promise<Result<KnownTrigger, TriggerFailure>> {
  const program = await programs.current(graph);
  const trigger = program?.triggers.find((each) => each.name === name);
  if (program === undefined || trigger === undefined) return err({ reason: 'trigger-unknown', graph, trigger: name });
  return ok({ program, trigger });
}

/**
 * Stops a trigger: its schedule makes no slots and its poll program is not called. Events by HTTP are accepted and wait.
 * What is waiting goes on waiting. Pausing it again does nothing.
 */
export async function pause(
  parts: Parts,
  { graph, name }: TriggerName,
  principal: Principal,
): Promise<Result<undefined, TriggerFailure>> {
  return change(parts, { graph, name }, async (sql, now) => {
    const changed = await sql.run(
      'UPDATE triggers SET paused = 1, revision = revision + 1 WHERE graph = $1 AND name = $2 AND paused = 0',
      [graph, name],
    );
    if (changed === 1) await recordActivity(sql, now, principal, 'pause-trigger', `${graph} ${name}`);
    return changed === 1 ? 'paused' : undefined;
  });
}

/**
 * Lets a paused trigger go on. What happened meanwhile is missed: `catch_up` says what is handled of it. Failed programs
 * are called again at once. If the clock was set back, its schedule begins at the present time.
 */
export async function resume(
  parts: Parts,
  { graph, name }: TriggerName,
  principal: Principal,
): Promise<Result<undefined, TriggerFailure>> {
  // Read before the transaction, which waits for nothing but its statements.
  const newest = await newestChange(parts.feed);
  return change(parts, { graph, name }, async (sql, now, { catchUp }) => {
    const state = await stateOf(sql, graph, name);
    if (state?.isPaused !== true) return undefined;
    const { schedule, changes } = state.cursor;
    const isSkipped = catchUp === 'none' && changes !== undefined && newest > changes;
    const cursor: Cursor = {
      ...state.cursor,
      ...(schedule !== undefined && { schedule: { ...schedule, at: Math.min(schedule.at, now) } }),
      ...(isSkipped && { changes: newest }),
    };
    const changed = await sql.run(
      `UPDATE triggers SET paused = 0, resumed_at = $3, failures = 0, next_try = 0, problem = NULL, cursor = $4,
revision = revision + 1 WHERE graph = $1 AND name = $2 AND revision = $5`,
      [graph, name, now, JSON.stringify(cursor), state.revision],
    );
    if (changed === 0) return undefined;
    await sql.run('UPDATE trigger_events SET next_try = 0 WHERE graph = $1 AND name = $2 AND ended_at IS NULL', [
      graph,
      name,
    ]);
    if (catchUp === 'none') {
      const skipped = isSkipped ? [changesEvent({ after: changes, until: newest, partitions: [], at: now })] : [];
      await addEvents(sql, { graph, name }, skipped, parts.nextId);
      await sql.run(
        `UPDATE trigger_events SET ended_at = $3, reason = 'catch-up-none'
WHERE graph = $1 AND name = $2 AND ended_at IS NULL AND kind IN ('event', 'partitions')`,
        [graph, name, now],
      );
    }
    await recordActivity(sql, now, principal, 'resume-trigger', `${graph} ${name}`);
    return 'resumed';
  });
}

/** Changes the row of a trigger, which is made if the loop has not seen it yet. */
async function change(
  parts: Parts,
  { graph, name }: TriggerName,
  work: (sql: Sql, now: number, trigger: TriggerDescriptor) => Promise<string | undefined>,
): Promise<Result<undefined, TriggerFailure>> {
  const found = await findTrigger(parts, graph, name);
  if (!found.ok) return found;
  const { database, clock, emit } = parts;
  const now = clock.now();
  const state = await database.transaction(async (sql) => {
    await addRow(sql, graph, name);
    return work(sql, now, found.value.trigger);
  });
  if (state !== undefined) emit({ type: 'trigger', at: now, graph, trigger: name, state });
  return ok(undefined);
}

/** What somebody fires a trigger with, by hand. */
export interface FireOptions {
  /** The slot, for a trigger with a schedule; left out: now. In milliseconds since the epoch. */
  readonly slot?: number | undefined;
  /** The partitions, for one with `on_partitions`, as if they had just been recorded. */
  readonly partitions?: readonly string[] | undefined;
  /** The event, for all others. */
  readonly body?: unknown;
  /** A repeated key is the same event. */
  readonly key?: string | undefined;
}

/** Makes an event of a trigger by hand, also while it is paused. */
export async function fire(
  parts: Parts,
  { graph, name }: TriggerName,
  options: FireOptions,
  principal: Principal,
): Promise<Result<TriggerEvent, TriggerFailure>> {
  const found = await findTrigger(parts, graph, name);
  if (!found.ok) return found;
  const at = parts.clock.now();
  const payload = firedPayload(found.value.trigger, options, at);
  if (!payload.ok) return payload;
  const key = `hand/${options.key ?? parts.nextId()}`;
  const event: NewEvent = { key, kind: 'hand', at, payload: { ...payload.value, by: principal.name } };
  return accept(parts, { graph, name }, event, principal);
}

function firedPayload(
  trigger: TriggerDescriptor,
  { slot, partitions, body }: FireOptions,
  now: number,
): Result<Payload, TriggerFailure> {
  if (partitions !== undefined) {
    const match = changeMatcher(trigger);
    // A ref that matches no pattern is taken as it is: a person has named it.
    return ok({
      kind: 'partitions',
      partitions: partitions.map((ref) => match(ref) ?? { ref, pattern: ref, names: {} }),
    });
  }
  if (body !== undefined || trigger.schedule === undefined) return ok({ kind: 'event', body: body ?? null });
  const schedule = scheduleOf(trigger);
  if (!schedule.ok) return err({ reason: 'trigger-broken', trigger: trigger.name, failure: schedule.error });
  return ok(slotPayload(schedule.value, slot ?? now));
}

/**
 * Takes an event by HTTP. It is recorded when this resolves, and handled afterwards.
 *
 * @param key of the event: a repeated call with it is the same event; left out: each call is an event of its own
 */
export async function takeEvent(
  parts: Parts,
  { graph, name }: TriggerName,
  { body, key }: { readonly body: unknown; readonly key?: string | undefined },
  principal: Principal,
): Promise<Result<TriggerEvent, TriggerFailure>> {
  const found = await findTrigger(parts, graph, name);
  if (!found.ok) return found;
  if (found.value.trigger.http !== true) return err({ reason: 'trigger-takes-no-events', trigger: name });
  const event: NewEvent = {
    key: `event/${key ?? parts.nextId()}`,
    kind: 'event',
    at: parts.clock.now(),
    payload: { kind: 'event', body },
  };
  return accept(parts, { graph, name }, event, principal);
}

async function accept(
  parts: Parts,
  { graph, name }: TriggerName,
  event: NewEvent,
  principal: Principal,
): Promise<Result<TriggerEvent, TriggerFailure>> {
  const { database, limits, nextId } = parts;
  const payload = JSON.stringify(event.payload);
  if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
    return err({ reason: 'event-too-large', limitBytes: MAX_EVENT_BYTES });
  }
  return database.transaction(async (sql) => {
    const known = await eventOf(sql, { graph, name, key: event.key });
    if (known === undefined && (await countWaiting(sql, { graph, name })) >= limits.waiting) {
      return err({ reason: 'too-many-waiting', trigger: name, limit: limits.waiting });
    }
    await addRow(sql, graph, name);
    const added = await addEvents(sql, { graph, name }, [event], nextId);
    if (added === 1 && event.kind === 'hand') {
      await recordActivity(sql, event.at, principal, 'fire-trigger', `${graph} ${name}`, { key: event.key });
    }
    const recorded = known ?? (await eventOf(sql, { graph, name, key: event.key }));
    if (recorded === undefined) throw new Error(`the event ${event.key} was not recorded`);
    // A slot fired by hand has the time of the call in it, so that of a repeated call differs.
    const isSame = event.payload.kind === 'slot' || JSON.stringify(recorded.payload) === payload;
    return isSame ? ok(recorded) : err({ reason: 'event-key-reused', key: event.key });
  });
}

function addRow(sql: Sql, graph: string, name: string): Promise<number> {
  return sql.run(
    `INSERT INTO triggers VALUES ($1, $2, 0, '{}', 0, 0, 0, 0, 0, NULL, NULL, 0) ON CONFLICT (graph, name) DO NOTHING`,
    [graph, name],
  );
}
