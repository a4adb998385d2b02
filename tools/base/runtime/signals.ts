/** Signals that cancel a build, with the exit code that shells expect for each. */
export const CANCEL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type CancelSignal = keyof typeof CANCEL_EXIT_CODES;

/** How far a build is cancelled. Each step is an `AbortSignal`; its reason is the name of the signal received. */
export interface Cancellation {
  /** Any signal: start nothing new. */
  readonly signal: AbortSignal;
  /** SIGTERM, SIGHUP, or a second SIGINT: ask running processes to end. */
  readonly stop: AbortSignal;
  /** One more signal: kill running processes. */
  readonly kill: AbortSignal;
  /** One more signal: wait for nothing. */
  readonly leave: AbortSignal;
  /** The first signal received, if any. */
  readonly received: CancelSignal | undefined;
}

/**
 * Handles signals so that a build ends in an orderly way. From now on they do not kill the process.
 *
 * Ctrl-C (SIGINT) can be pressed again, so the first one lets running tasks finish. SIGTERM and SIGHUP come from a
 * machine that shuts down or a terminal that is gone: there is no time to wait.
 */
export function listenForCancel(): Cancellation {
  const steps = [new AbortController(), new AbortController(), new AbortController(), new AbortController()] as const;
  let taken = 0;
  let received: CancelSignal | undefined;
  for (const name of Object.keys(CANCEL_EXIT_CODES) as CancelSignal[]) {
    process.on(name, () => {
      received ??= name;
      taken = Math.max(taken + 1, name === 'SIGINT' ? 1 : 2);
      for (const step of steps.slice(0, taken)) step.abort(name);
    });
  }
  const [first, second, third, fourth] = steps;
  return {
    signal: first.signal,
    stop: second.signal,
    kill: third.signal,
    leave: fourth.signal,
    get received() {
      return received;
    },
  };
}
