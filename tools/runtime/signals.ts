/** Signals that cancel what is going on, with the exit code that shells expect for each. */
export const CANCEL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type CancelSignal = keyof typeof CANCEL_EXIT_CODES;

export interface Cancellation {
  /** Aborted by the first signal, with its name as the reason. */
  readonly signal: AbortSignal;
  /** Aborted by the second: the user does not want to wait for an orderly end. */
  readonly force: AbortSignal;
  /** The signal that came, if one did. */
  readonly received: CancelSignal | undefined;
}

/** Turns signals into an orderly end: from here on they do not kill the process. */
export function listenForCancel(): Cancellation {
  const first = new AbortController();
  const second = new AbortController();
  let received: CancelSignal | undefined;
  for (const name of Object.keys(CANCEL_EXIT_CODES) as CancelSignal[]) {
    process.on(name, () => {
      if (received !== undefined) second.abort(name);
      received ??= name;
      first.abort(received);
    });
  }
  return {
    signal: first.signal,
    force: second.signal,
    get received() {
      return received;
    },
  };
}
