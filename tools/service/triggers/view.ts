import type { TriggerDescriptor } from '../../base/model/index.js';
import { countWaiting, listEvents, type TriggerEvent } from './events.js';
import { nextPoll } from './gather_polled.js';
import { gatherProblem } from './gather_slots.js';
import type { KnownTrigger } from './control.js';
import type { Parts } from './parts.js';
import type { TriggerProblem } from './problem.js';
import { problemOf } from './outcome.js';
import { scheduleOf } from './schedule.js';
import { statesOf, type TriggerState } from './state.js';

/** A trigger, as pages and metrics show it. Times are milliseconds since the epoch. */
export interface TriggerView {
  readonly graph: string;
  readonly name: string;
  /** Deployment that it is part of. */
  readonly deployment: string;
  /** As the BUILD file declares it. */
  readonly trigger: TriggerDescriptor;
  readonly isPaused: boolean;
  /** The next slots of its schedule; none while it is paused. */
  readonly nextSlots: readonly number[];
  /** When its poll program is called next. */
  readonly nextPoll: number | undefined;
  /** Slots and events that wait. */
  readonly waiting: number;
  /** How long the oldest of them has waited, or what its schedule has not looked at. */
  readonly lagMs: number;
  /** Calls of its programs that failed since one succeeded. */
  readonly failures: number;
  readonly problem: TriggerProblem | undefined;
  /** The newest slots and events first. */
  readonly lastEvents: readonly TriggerEvent[];
}

/** How many slots and events a view has. */
export interface ViewSizes {
  readonly slots: number;
  readonly events: number;
}

export async function viewTrigger(
  parts: Parts,
  { program, trigger }: KnownTrigger,
  state: TriggerState | undefined,
  { slots, events }: ViewSizes,
): Promise<TriggerView> {
  const { database, clock } = parts;
  const named = { graph: program.graph, name: trigger.name };
  const now = clock.now();
  const schedule = trigger.schedule === undefined ? undefined : scheduleOf(trigger);
  const isPaused = state?.isPaused ?? false;
  const failure = gatherProblem(trigger, state, now);
  return {
    ...named,
    deployment: program.deployment,
    trigger,
    isPaused,
    nextSlots: schedule?.ok === true && !isPaused ? schedule.value.following(now, slots) : [],
    nextPoll: state && nextPoll(trigger, state),
    waiting: await countWaiting(database, named),
    lagMs: Math.max(0, now - (await oldestUnsettled(parts, trigger, named, state, now))),
    failures: state?.failures ?? 0,
    problem: failure === undefined ? state?.problem : problemOf(failure, now),
    lastEvents: await listEvents(database, named, { limit: events }),
  };
}

/** When the oldest slot or event happened that has not ended; `now` if there is none. */
async function oldestUnsettled(
  { database }: Parts,
  trigger: TriggerDescriptor,
  { graph, name }: { readonly graph: string; readonly name: string },
  state: TriggerState | undefined,
  now: number,
): Promise<number> {
  const [row] = await database.all<{ at: number | null }>(
    'SELECT min(at) AS at FROM trigger_events WHERE graph = $1 AND name = $2 AND ended_at IS NULL',
    [graph, name],
  );
  const from = state?.isPaused === true ? undefined : state?.cursor.schedule?.at;
  const schedule = trigger.schedule === undefined ? undefined : scheduleOf(trigger);
  const slot = schedule?.ok === true && from !== undefined ? schedule.value.following(from, 1)[0] : undefined;
  return Math.min(row?.at ?? now, slot ?? now);
}

/** All triggers of the current deployments, or of one graph. */
export async function viewAll(parts: Parts, graph: string | undefined, sizes: ViewSizes): Promise<TriggerView[]> {
  const graphs = graph === undefined ? await parts.programs.graphs() : [graph];
  const views: TriggerView[] = [];
  for (const each of graphs) {
    const program = await parts.programs.current(each);
    if (program === undefined) continue;
    const states = new Map((await statesOf(parts.database, each)).map((state) => [state.name, state]));
    for (const trigger of program.triggers) {
      views.push(await viewTrigger(parts, { program, trigger }, states.get(trigger.name), sizes));
    }
  }
  return views;
}
