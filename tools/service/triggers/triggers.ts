import { setTimeout as delay } from 'node:timers/promises';
import { ok, type Result } from '../../base/model/index.js';
import { errorMessage } from '../../base/runtime/index.js';
import type { Principal } from '../programs/index.js';
import { findTrigger, fire, pause, resume, takeEvent, type FireOptions } from './control.js';
import { listEvents, type TriggerEvent } from './events.js';
import type { TriggerFailure } from './failure.js';
import { Looker, type Look } from './look.js';
import type { Parts } from './parts.js';
import { simulate, type SimulateOptions, type Simulation } from './simulate.js';
import { stateOf } from './state.js';
import { viewAll, viewTrigger, type TriggerView } from './view.js';

/** Time between two looks while the database cannot be reached; doubles up to the second one. */
const TROUBLE_MS = [500, 15_000] as const;

/** The triggers of all graphs that a service runs. Several replicas may share a database. */
export class Triggers {
  readonly #parts: Parts;
  readonly #looker: Looker;
  #wake: () => void = () => undefined;

  /** The tables must have been made by `migrateTriggers` and `migrateActivity`. */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.#looker = new Looker(parts);
  }

  /** Works until the signal aborts. Trouble with the database is emitted, and does not end it. */
  async work(signal: AbortSignal): Promise<void> {
    const [first, longest] = TROUBLE_MS;
    let trouble: number = first;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      let rest: number;
      try {
        const { next, handled } = await this.#looker.look(signal);
        void this.#lookAgain(handled);
        rest = Math.max(0, next - this.#parts.clock.now());
        trouble = first;
      } catch (error) {
        this.#report(error);
        rest = trouble;
        trouble = Math.min(trouble * 2, longest);
      }
      await this.#sleep(rest, woken, signal);
    }
    await this.#looker.idle().catch(() => undefined);
  }

  /** One look, for callers with a clock of their own. */
  look(signal: AbortSignal): Promise<Look> {
    return this.#looker.look(signal);
  }

  /** Makes `work` look at once. */
  wake(): void {
    this.#wake();
  }

  /** All triggers of the current deployments, with their last outcomes. @param graph only those of this graph */
  list(graph?: string): Promise<TriggerView[]> {
    return viewAll(this.#parts, graph, { slots: 1, events: 1 });
  }

  async get(graph: string, name: string): Promise<Result<TriggerView, TriggerFailure>> {
    const found = await findTrigger(this.#parts, graph, name);
    if (!found.ok) return found;
    const state = await stateOf(this.#parts.database, graph, name);
    return ok(await viewTrigger(this.#parts, found.value, state, { slots: 5, events: 20 }));
  }

  /** Slots and events from the newest one back, page by page, also of a trigger that was removed. */
  events(
    graph: string,
    name: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<TriggerEvent[]> {
    return listEvents(this.#parts.database, { graph, name }, page);
  }

  pause(graph: string, name: string, principal: Principal): Promise<Result<undefined, TriggerFailure>> {
    return pause(this.#parts, { graph, name }, principal);
  }

  resume(graph: string, name: string, principal: Principal): Promise<Result<undefined, TriggerFailure>> {
    return this.#waking(resume(this.#parts, { graph, name }, principal));
  }

  /** Makes an event by hand, also while the trigger is paused. */
  fire(
    graph: string,
    name: string,
    options: FireOptions,
    principal: Principal,
  ): Promise<Result<TriggerEvent, TriggerFailure>> {
    return this.#waking(fire(this.#parts, { graph, name }, options, principal));
  }

  /** Takes an event by HTTP. It is recorded when this resolves, and handled afterwards. */
  event(
    graph: string,
    name: string,
    event: { readonly body: unknown; readonly key?: string | undefined },
    principal: Principal,
  ): Promise<Result<TriggerEvent, TriggerFailure>> {
    return this.#waking(takeEvent(this.#parts, { graph, name }, event, principal));
  }

  /** What a trigger would have asked for, and what it will ask for next. Writes nothing. */
  async simulate(graph: string, name: string, options: SimulateOptions): Promise<Result<Simulation, TriggerFailure>> {
    const found = await findTrigger(this.#parts, graph, name);
    if (!found.ok) return found;
    const state = await stateOf(this.#parts.database, graph, name);
    return simulate(this.#parts, found.value, state, options);
  }

  async #waking<T>(work: Promise<T>): Promise<T> {
    const done = await work;
    this.wake();
    return done;
  }

  async #lookAgain(handled: Look['handled']): Promise<void> {
    try {
      if (await handled) this.wake();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    const { emit, clock } = this.#parts;
    emit({ type: 'trouble', at: clock.now(), part: 'triggers', detail: errorMessage(error) });
  }

  async #sleep(ms: number, woken: Promise<void>, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const { pause = waitFor } = this.#parts;
    const timer = pause(ms, AbortSignal.any([signal, over.signal]));
    await Promise.race([timer, woken]);
    over.abort();
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
