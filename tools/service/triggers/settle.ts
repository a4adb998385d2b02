import type { TriggerDescriptor } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { SERVICE, type GraphProgram } from '../programs/index.js';
import { answerEvent } from './answer.js';
import { isDue } from './due.js';
import { endEvent, nextWaiting, writeEnding, type Ending, type WaitingEvent } from './events.js';
import type { Parts } from './parts.js';
import { problemOf, recordFailure, recordSuccess } from './outcome.js';
import { backoffMs, type SourceFailure } from './problem.js';
import type { Answer, Asked } from './question.js';
import type { TriggerState } from './state.js';

/** What came of the event that was next. */
export type Settled =
  /** Nothing is due now. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'ended'; readonly ending: Ending }
  /** Another replica has ended it. */
  | { readonly kind: 'ended-elsewhere' }
  | { readonly kind: 'failed'; readonly failure: SourceFailure };

/**
 * Handles the event of a trigger that is next: finds out what it asks for, and ends it in one transaction, together with its
 * request. A crash before that leaves it waiting, and a repeated call does not end it twice.
 */
export async function settleNext(
  parts: Parts,
  program: GraphProgram,
  trigger: TriggerDescriptor,
  state: TriggerState,
  signal: AbortSignal,
): Promise<Settled> {
  const now = parts.clock.now();
  const isHeldUp = state.isPaused || !isDue(state.nextTry, now);
  const event = await nextWaiting(parts.database, state, now, isHeldUp);
  if (event === undefined) return { kind: 'idle' };
  const { key, payload } = event;
  const answer = await answerEvent(parts, { program, trigger, key, payload, signal });
  if (answer.ok) return end(parts, trigger, event, answer.value);
  if (answer.error.reason !== 'ask-aborted') await fail(parts, event, answer.error);
  return { kind: 'failed', failure: answer.error };
}

async function end(parts: Parts, trigger: TriggerDescriptor, event: WaitingEvent, answer: Answer): Promise<Settled> {
  const { database, clock, emit } = parts;
  const settled = await database.transaction(async (sql): Promise<Settled> => {
    const now = clock.now();
    // First, so that another replica that has come as far waits here, and then finds it ended.
    if (!(await endEvent(sql, event, now))) return { kind: 'ended-elsewhere' };
    const ending = 'refs' in answer ? await request(parts, sql, trigger, event, answer) : (answer satisfies Ending);
    await writeEnding(sql, event, ending);
    await recordSuccess(sql, event);
    return { kind: 'ended', ending };
  });
  if (settled.kind === 'ended') {
    const { graph, name } = event;
    emit({
      type: 'trigger',
      at: clock.now(),
      graph,
      trigger: name,
      state: 'request' in settled.ending ? 'fired' : 'skipped',
    });
  }
  return settled;
}

async function request(
  { accept }: Parts,
  sql: Sql,
  { name, priority, validity, refresh }: TriggerDescriptor,
  { graph, key, payload }: WaitingEvent,
  { refs, reread }: Asked,
): Promise<Ending> {
  const note = `trigger ${name}${payload.by === undefined ? '' : `, fired by ${payload.by}`}: ${key}`;
  const mode = {
    ...(validity && { validity }),
    ...(refresh === true && { refresh: [...refs] }),
    ...(reread && { reread: [...reread] }),
  };
  const accepted = await accept(
    graph,
    { refs, mode, ...(priority !== undefined && { priority }), note },
    {
      principal: SERVICE,
      source: { kind: 'trigger', trigger: name, key },
      idempotencyKey: `trigger ${graph} ${name} ${key}`,
    },
    sql,
  );
  return accepted.ok ? { request: accepted.value.id } : { reason: 'request-refused', detail: accepted.error.detail };
}

/** Records a failure on the event and on its trigger, which are both tried again later. */
async function fail(parts: Parts, event: WaitingEvent, failure: SourceFailure): Promise<void> {
  const { graph, name, key } = event;
  const now = parts.clock.now();
  const attempts = event.attempts + 1;
  const nextTry = now + backoffMs(attempts);
  await parts.database.transaction(async (sql) => {
    await sql.run(
      `UPDATE trigger_events SET attempts = $4, next_try = $5, problem = $6
WHERE graph = $1 AND name = $2 AND key = $3 AND ended_at IS NULL`,
      [graph, name, key, attempts, nextTry, JSON.stringify(problemOf(failure, now, nextTry))],
    );
    await recordFailure(sql, event, failure, now);
  });
}
