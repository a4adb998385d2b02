import type { ExecutorNotice } from '../exec/index.js';
import type { EngineFailure } from './engine.js';

/** What an engine was asked to do: to take attempts, to say where they are, and to start them. */
export type Request = 'submit' | 'observe' | 'start';

/** What keeps attempts waiting. */
export type Wait =
  | EngineFailure
  /** It has attempts that it cannot start, until a person does something about that. */
  | { readonly reason: 'attempts-stuck'; readonly engine: string; readonly detail: string };

/** A kind of trouble that was over is reported again only after this time, so that one that comes and goes is not a line each time. */
const QUIET_MS = 10 * 60_000;

/** Troubles of one kind. */
interface Trouble {
  /** What the engine has not done since. Empty if the trouble is over. */
  readonly requests: Set<Request>;
  /** When it was reported, by the clock of durations. */
  readonly toldAt: number;
}

/** Reports troubles of an engine for which a build waits: once for each kind, however often the engine is asked, and once when it is over. */
export class Troubles {
  readonly #tell: (notice: ExecutorNotice) => void;
  readonly #elapsed: () => number;
  readonly #byReason = new Map<Wait['reason'], Trouble>();

  /** @param elapsed the clock of durations, in milliseconds */
  constructor(tell: (notice: ExecutorNotice) => void, elapsed: () => number) {
    this.#tell = tell;
    this.#elapsed = elapsed;
  }

  /** The engine did not do what it was asked, and will be asked again. */
  failed(request: Request, failure: Wait): void {
    const { reason, engine } = failure;
    const known = this.#byReason.get(reason);
    const now = this.#elapsed();
    if (known !== undefined && (known.requests.size > 0 || now - known.toldAt < QUIET_MS)) {
      // Its end is reported only if its begin was.
      if (known.requests.size > 0) known.requests.add(request);
      return;
    }
    this.#byReason.set(reason, { requests: new Set([request]), toldAt: now });
    const detail = failure.reason === 'engine-missing' ? `there is no ${failure.program}` : failure.detail;
    this.#tell({ kind: 'waiting', engine, reason, detail });
  }

  /** The engine did what it was asked. */
  answered(request: Request, engine: string): void {
    for (const [reason, { requests }] of this.#byReason) {
      if (requests.delete(request) && requests.size === 0) this.#tell({ kind: 'answered', engine, reason });
    }
  }
}
