import type { BuildStarted, Emit } from '../../exec/index.js';
import type { StreamContext } from './convert.js';
import { linesOf } from './encode.js';
import type { EventSink } from './sink.js';

export interface EventStream extends AsyncDisposable {
  /** Writes the line of an event to every sink, without waiting. */
  readonly emit: Emit;
  /** Returns nothing if every sink that keeps all events has room; else resolves when they have. */
  readonly room: () => Promise<void> | undefined;
  /** Delivers the remaining lines, within `closeMs`. Never fails. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface EventStreamOptions extends StreamContext {
  /** Called with the first event of a build, which says where its files are. */
  readonly sinks: (started: BuildStarted) => readonly EventSink[];
  /** How long to wait for the sinks at the end, in milliseconds. */
  readonly closeMs?: number;
}

const CLOSE_MS = 3000;

/** Writes the events of one build, as they happen, as CloudEvents in JSON Lines. */
export function eventStream(options: EventStreamOptions): EventStream {
  const { closeMs = CLOSE_MS } = options;
  let sinks: readonly EventSink[] = [];
  let lineOf: ReturnType<typeof linesOf> | undefined;
  return {
    emit(event) {
      if (event.type === 'build' && event.event === 'started') {
        lineOf = linesOf(event, options);
        sinks = options.sinks(event);
      }
      if (lineOf === undefined) return;
      const line = lineOf(event);
      // People act on failures, and need to know at once when the build starts, stops or ends.
      const urgent = event.type === 'build' || event.event === 'failed';
      for (const sink of sinks) sink.write(line, urgent);
    },
    room() {
      const waits = sinks.flatMap((sink) => sink.room?.() ?? []);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    async [Symbol.asyncDispose]() {
      const giveUp = new AbortController();
      const timer = setTimeout(() => {
        giveUp.abort();
      }, closeMs);
      try {
        await Promise.all(sinks.map((sink) => sink.close(giveUp.signal)));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
