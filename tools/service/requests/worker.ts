import { openClaims, type Claims } from './claims.js';
import { advanceBackfill } from './backfill.js';
import { planRequest } from './plan_request.js';
import type { RequestRow } from './request.js';
import { adoptRequest, runRequest, tendRun } from './run_request.js';
import { startRequests } from './schedule.js';
import type { State } from './states.js';
import type { RequestsDeps, WorkContext } from './work_context.js';

/** Something that goes on for one request: planning it, or following its build. */
interface Activity {
  readonly kind: 'plan' | 'run';
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** In which states each of them makes sense. */
const STATES_OF: Readonly<Record<Activity['kind'], ReadonlySet<State>>> = {
  plan: new Set(['accepted', 'planning']),
  run: new Set(['running']),
};

/** How many requests are taken over at once from a replica that has ended. */
const TAKEN_AT_ONCE = 1_000;

/** The loop of one replica. It plans and runs requests that it has claimed. */
export class Worker {
  readonly #context: WorkContext;
  readonly #claims: Claims;
  readonly #activities = new Map<string, Activity>();
  #wake = Promise.withResolvers<undefined>();

  constructor(deps: RequestsDeps) {
    const { database, clock, newId, settings } = deps;
    const { replica: name = settings.host, claimTtlMs: ttlMs } = settings;
    this.#claims = openClaims({ database, clock, name, id: newId(), ttlMs });
    this.#context = { ...deps, owner: this.#claims.owner };
  }

  /** Looks at once whether there is something to do. */
  wake(): void {
    this.#wake.resolve(undefined);
  }

  /**
   * Works until the signal aborts. Builds go on then; plans that are being made are ended, and made again by whoever goes on.
   * While the database does not answer, it tries again.
   */
  async work(signal: AbortSignal): Promise<void> {
    const { settings, emit, clock } = this.#context;
    const stop = (): void => {
      this.wake();
    };
    signal.addEventListener('abort', stop);
    while (!signal.aborted) {
      this.#wake = Promise.withResolvers<undefined>();
      await this.tick().catch((error: unknown) => {
        emit({ type: 'trouble', at: clock.now(), part: 'requests', detail: String(error) });
      });
      const timer = setTimeout(stop, settings.pollMs);
      await this.#wake.promise;
      clearTimeout(timer);
    }
    signal.removeEventListener('abort', stop);
    await this.#leave();
  }

  /** One look at everything. What takes long goes on after it. */
  async tick(): Promise<void> {
    await this.#claims.releaseEnded();
    const owned = await this.#claims.renew();
    this.#abandon(owned);
    const claimed = [
      ...(await this.#claims.claim(['queued', 'waiting-for-builds', 'running'], TAKEN_AT_ONCE)),
      ...(await this.#claimToPlan(owned)),
    ];
    for (const row of [...owned, ...claimed]) await this.#goOn(row);
    const started = await startRequests(this.#context);
    for (const row of started) {
      if (row.size === null) this.#begin(row, 'run', (signal) => runRequest(row, this.#context, signal));
      else this.wake();
    }
  }

  /** Resolves when everything that goes on now has ended. */
  async settle(): Promise<void> {
    await Promise.all([...this.#activities.values()].map(({ done }) => done));
  }

  /** Ends activities whose requests belong to others now, or were cancelled. */
  #abandon(owned: readonly RequestRow[]): void {
    const states = new Map(owned.map(({ id, state }) => [id, state]));
    for (const [id, { kind, controller }] of this.#activities) {
      const state = states.get(id);
      if (state === undefined || !STATES_OF[kind].has(state)) controller.abort();
    }
  }

  async #claimToPlan(owned: readonly RequestRow[]): Promise<RequestRow[]> {
    const toPlan = owned.filter(({ state }) => STATES_OF.plan.has(state)).length;
    const free = this.#context.settings.maxPlans - toPlan;
    return free > 0 ? this.#claims.claim(['accepted', 'planning'], free) : [];
  }

  async #goOn(row: RequestRow): Promise<void> {
    const isActive = this.#activities.has(row.id);
    if (STATES_OF.plan.has(row.state)) {
      if (!isActive) this.#begin(row, 'plan', (signal) => planRequest(row, this.#context, signal));
      return;
    }
    if (row.state !== 'running') return;
    if (row.size !== null) {
      if ((await advanceBackfill(row, this.#context)) === 'asked') this.wake();
      return;
    }
    await tendRun(row, this.#context);
    if (!isActive) this.#begin(row, 'run', (signal) => adoptRequest(row, this.#context, signal));
  }

  #begin(row: RequestRow, kind: Activity['kind'], work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    const done = work(controller.signal)
      .catch((error: unknown) => {
        const { emit, clock } = this.#context;
        emit({ type: 'trouble', at: clock.now(), part: 'requests', detail: String(error) });
      })
      .finally(() => {
        this.#activities.delete(row.id);
        this.wake();
      });
    this.#activities.set(row.id, { kind, controller, done });
  }

  async #leave(): Promise<void> {
    for (const { controller } of this.#activities.values()) controller.abort();
    await this.settle();
    await this.#claims.release().catch(() => undefined);
  }
}
