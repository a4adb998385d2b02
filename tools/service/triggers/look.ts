import type { TriggerDescriptor } from '../../base/model/index.js';
import type { GraphProgram } from '../programs/index.js';
import { isDue } from './due.js';
import { waitingTriggers, type TriggerName, type WaitingTrigger } from './events.js';
import { gatherChanges, type ReadChanges, type Watch } from './gather_changes.js';
import { gatherPolled, nextPoll } from './gather_polled.js';
import { gatherSlots } from './gather_slots.js';
import { withLease } from './lease.js';
import type { Parts } from './parts.js';
import { recordFailure } from './outcome.js';
import { settleNext } from './settle.js';
import { keepRows, stateOf, statesOf, type TriggerState } from './state.js';

/** How many triggers have their programs called at the same time. */
const PARALLEL = 4;
/** Time between two looks at the changes of the catalog. */
const CHANGES_MS = 2_000;
/** Time between two looks if nothing is known to come: another replica may have taken an event, or died. */
const IDLE_MS = 10_000;

/** What a look has found. */
export interface Look {
  /** When to look again, in milliseconds since the epoch. */
  readonly next: number;
  /**
   * Resolves when every event that was due has ended or failed, to whether there was any. The next look need not wait for
   * it.
   */
  readonly handled: Promise<boolean>;
}

/** A trigger of a current deployment, with its row. */
interface Present {
  readonly program: GraphProgram;
  readonly trigger: TriggerDescriptor;
  readonly state: TriggerState;
}

/** When a program of a trigger is to be called. */
function timesOf({ trigger, state }: Present, waiting: WaitingTrigger | undefined): number[] {
  const times = [nextPoll(trigger, state), waiting?.byHand ?? undefined];
  if (waiting !== undefined && !state.isPaused) times.push(Math.max(waiting.due, state.nextTry));
  return times.filter((at) => at !== undefined);
}

/** Looks at all triggers of all graphs, again and again. Keeps in memory only what a new process can do without. */
export class Looker {
  readonly #parts: Parts;
  readonly #watches = new Map<string, Watch>();
  readonly #busy = new Map<string, Promise<boolean>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes what has happened since the last look wait, and begins to handle what waits. */
  async look(signal: AbortSignal): Promise<Look> {
    const { programs, clock, database } = this.#parts;
    const present: Present[] = [];
    const read = this.#readOnce();
    const next = [clock.now() + IDLE_MS];
    for (const graph of await programs.graphs()) {
      const program = await programs.current(graph);
      if (program === undefined) continue;
      const states = await this.#statesOf(program);
      for (const trigger of program.triggers) {
        const state = states.get(trigger.name);
        if (state === undefined) continue;
        present.push({ program, trigger, state });
        next.push(...(await this.#gather(trigger, state, read)));
      }
    }
    const waiting = new Map((await waitingTriggers(database)).map((each) => [textOf(each), each]));
    const now = clock.now();
    const due = present.filter((each) => {
      const times = timesOf(each, waiting.get(textOf(each.state)));
      next.push(...times.filter((at) => at > now));
      return times.some((at) => isDue(at, now));
    });
    return { next: Math.min(...next), handled: this.#handleAll(due, signal) };
  }

  /** Everything that is being handled. */
  async idle(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  /** The rows of a graph's triggers, each of which has one. */
  async #statesOf({ graph, triggers }: GraphProgram): Promise<Map<string, TriggerState>> {
    const { database, clock } = this.#parts;
    const names = triggers.map(({ name }) => name);
    const before = await statesOf(database, graph);
    const isChanged = await keepRows(database, graph, before, names, clock.now());
    const states = isChanged ? await statesOf(database, graph) : before;
    return new Map(states.map((state) => [state.name, state]));
  }

  /** @returns when there is something to gather again */
  async #gather(trigger: TriggerDescriptor, state: TriggerState, read: ReadChanges): Promise<number[]> {
    const slots = await gatherSlots(this.#parts, trigger, state);
    const next = [slots.next];
    if (trigger.onPartitions !== undefined) {
      const key = textOf(state);
      const present = slots.added + slots.skipped === 0 ? state : await this.#reread(state);
      const changes = await gatherChanges(this.#parts, trigger, present, read, this.#watches.get(key));
      if (changes.watch === undefined) this.#watches.delete(key);
      else this.#watches.set(key, changes.watch);
      next.push(changes.next, this.#parts.clock.now() + CHANGES_MS);
    }
    return next.filter((at) => at !== undefined);
  }

  async #reread(state: TriggerState): Promise<TriggerState> {
    return (await stateOf(this.#parts.database, state.graph, state.name)) ?? state;
  }

  /** Reads the same changes once for all triggers of a look. */
  #readOnce(): ReadChanges {
    const { feed, limits } = this.#parts;
    const pages = new Map<number, ReturnType<ReadChanges>>();
    return (after) => {
      const page = pages.get(after) ?? feed.changes(after, limits.changes);
      pages.set(after, page);
      return page;
    };
  }

  async #handleAll(due: readonly Present[], signal: AbortSignal): Promise<boolean> {
    const queue = [...due];
    let isAny = false;
    const worker = async (): Promise<void> => {
      for (let each = queue.shift(); each !== undefined && !signal.aborted; each = queue.shift()) {
        if (await this.#handle(each, signal)) isAny = true;
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return isAny;
  }

  /**
   * Handles all events of a trigger that are due, one after the other. A trigger that is being handled is left alone.
   *
   * @returns whether there was any
   */
  async #handle({ program, trigger, state }: Present, signal: AbortSignal): Promise<boolean> {
    const key = textOf(state);
    if (this.#busy.has(key)) return false;
    let isAny = false;
    const handling = withLease(this.#parts, state, async () => {
      isAny = await this.#settle(program, trigger, state, signal);
    });
    this.#busy.set(key, handling);
    try {
      await handling;
    } finally {
      this.#busy.delete(key);
    }
    return isAny;
  }

  async #settle(
    program: GraphProgram,
    trigger: TriggerDescriptor,
    { graph, name }: TriggerName,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { database, clock } = this.#parts;
    let isAny = false;
    while (!signal.aborted) {
      const state = await stateOf(database, graph, name);
      if (state === undefined || state.isRemoved) break;
      const polled = await gatherPolled(this.#parts, program, trigger, state, signal);
      if (!polled.ok) {
        if (polled.error.reason !== 'ask-aborted') await recordFailure(database, state, polled.error, clock.now());
        return true;
      }
      const settled = await settleNext(this.#parts, program, trigger, state, signal);
      if (settled.kind === 'idle' && polled.value.added === 0) break;
      isAny = true;
    }
    return isAny;
  }
}

function textOf({ graph, name }: TriggerName): string {
  return `${graph} ${name}`;
}
