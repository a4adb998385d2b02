/** Where the lines of a stream go. A sink never throws and never holds its caller up. */
export interface EventSink {
  /**
   * Takes a line for later.
   *
   * @param line JSON, with its line feed
   * @param urgent hand it on at once, with all that came before
   */
  write(line: string, urgent: boolean): void;
  /** Nothing while it can take more at once; else resolves when it can. Left out where it drops what it cannot take. */
  readonly room?: () => Promise<void> | undefined;
  /** Hands on what is left. @param giveUp aborted when that has taken long enough */
  close(giveUp: AbortSignal): Promise<void>;
}

/** Why events do not arrive. The build goes on all the same. */
export type SinkFailure =
  /** A FIFO without a reader so far; it is written to once it has one. Reported once. */
  | { readonly reason: 'events-without-reader'; readonly target: string }
  /** Nothing more is written to it. */
  | { readonly reason: 'events-not-written'; readonly target: string; readonly code: string }
  /** It is too slow to keep up; nothing more is written to it. */
  | { readonly reason: 'events-target-too-slow'; readonly target: string; readonly waiting: number }
  /** What it answered says that it will not take any. Nothing more is sent to it. */
  | { readonly reason: 'events-refused'; readonly target: string; readonly status: number }
  /** The buffer is full; further events are dropped until there is room. Reported once. */
  | { readonly reason: 'events-dropped'; readonly target: string; readonly waiting: number }
  /** At the end: so many did not arrive, for the reason that was the last. */
  | { readonly reason: 'events-undelivered'; readonly target: string; readonly count: number; readonly detail: string };

export type OnSinkFailure = (failure: SinkFailure) => void;
