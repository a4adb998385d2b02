/** A destination for the lines of a stream. A sink never throws and never blocks its caller. */
export interface EventSink {
  /**
   * Accepts a line for delivery.
   *
   * @param line JSON, with its line feed
   * @param urgent whether to deliver it at once, with all lines before it
   */
  write(line: string, urgent: boolean): void;
  /** Returns nothing if there is room; else resolves when there is. Absent on sinks that drop lines instead. */
  readonly room?: () => Promise<void> | undefined;
  /** Delivers the remaining lines. @param giveUp aborted when the time for that is over */
  close(giveUp: AbortSignal): Promise<void>;
}

/** Why events were not delivered. The build continues in any case. */
export type SinkFailure =
  /** A FIFO has no reader yet; it is written once it has one. Reported once. */
  | { readonly reason: 'events-without-reader'; readonly target: string }
  /** Nothing more is written to it. */
  | { readonly reason: 'events-not-written'; readonly target: string; readonly code: string }
  /** It is too slow to keep up; nothing more is written to it. */
  | { readonly reason: 'events-target-too-slow'; readonly target: string; readonly waiting: number }
  /** The server refuses all events. Nothing more is sent to it. */
  | { readonly reason: 'events-refused'; readonly target: string; readonly status: number }
  /** The buffer is full; further events are dropped until there is room. Reported once. */
  | { readonly reason: 'events-dropped'; readonly target: string; readonly waiting: number }
  /** At the end: how many events were not delivered, and the last reason. */
  | { readonly reason: 'events-undelivered'; readonly target: string; readonly count: number; readonly detail: string };

export type OnSinkFailure = (failure: SinkFailure) => void;
