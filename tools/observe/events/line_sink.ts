import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, settledOr } from '../../base/runtime/index.js';
import { type EventSink, type OnSinkFailure } from './sink.js';

/** A destination for text that is written in pieces. */
export interface LineTarget {
  /** Resolves when it can accept more. @throws if it cannot be written */
  write(text: string): Promise<void>;
  close(): Promise<void>;
  /** Closes it without waiting for a write that is under way. */
  destroy(): void;
}

export interface LineSinkOptions {
  /** For messages. */
  readonly name: string;
  /** Called for the first write, and repeated while a FIFO has no reader (`ENXIO`). @throws if it cannot be opened */
  readonly open: () => Promise<LineTarget>;
  readonly onFailure: OnSinkFailure;
  /** Lines of this period are written together, in milliseconds. */
  readonly gatherMs?: number;
  /** The sink gives up when more characters than this wait. */
  readonly maxWaiting?: number;
  /** Delivers every line, however slow the target is: the sink never gives up, and writers can wait for room. */
  readonly keepAll?: boolean;
}

/** Long enough that few writes are needed, short enough to follow a build. */
const GATHER_MS = 20;

/** The announcement of 100,000 tasks is a tenth of this. */
const MAX_WAITING = 512 * 1024 * 1024;

const WRITE_LENGTH = 256 * 1024;

/** There is room as long as fewer characters wait. */
const ROOM_LENGTH = 8 * 1024 * 1024;

/** The system's code for a FIFO without a reader. */
const NO_READER = 'ENXIO';

/** Delay before the next attempt to open a FIFO without a reader. */
const READER_MS = 100;

/** Appends lines to a target, many at once. It gives up after the first failure, because a stream must not have gaps. */
export function lineSink(options: LineSinkOptions): EventSink {
  const { name, open, onFailure, gatherMs = GATHER_MS, keepAll = false } = options;
  const { maxWaiting = keepAll ? Infinity : MAX_WAITING } = options;
  let pieces: string[] = [];
  let gathering = '';
  let waiting = 0;
  let urgent = false;
  let timer: NodeJS.Timeout | undefined;
  let target: LineTarget | undefined;
  let writing: Promise<void> | undefined;
  let failed = false;
  let readerMissed = false;
  const stop = new AbortController();

  const fail = (): void => {
    failed = true;
    stop.abort();
    target?.destroy();
    pieces = [];
    gathering = '';
    waiting = 0;
  };

  const tooSlow = (): void => {
    const left = waiting;
    fail();
    if (readerMissed) onFailure({ reason: 'events-not-written', target: name, code: NO_READER });
    else onFailure({ reason: 'events-target-too-slow', target: name, waiting: left });
  };

  /** Opens the target. A FIFO may exist before its reader, so the sink waits for one as long as it is open. */
  const opened = async (): Promise<LineTarget> => {
    for (;;) {
      try {
        const made = await open();
        readerMissed = false;
        if (failed) made.destroy();
        return made;
      } catch (error) {
        if (errorCode(error) !== NO_READER || keepAll || failed) throw error;
        if (!readerMissed) onFailure({ reason: 'events-without-reader', target: name });
        readerMissed = true;
        await delay(READER_MS, undefined, { signal: stop.signal });
      }
    }
  };

  const hasFailed = (): boolean => failed;

  const drain = async (): Promise<void> => {
    try {
      target ??= await opened();
      if (hasFailed()) return;
      urgent = false;
      const texts = gathering === '' ? pieces : [...pieces, gathering];
      pieces = [];
      gathering = '';
      for (const text of texts) {
        await target.write(text);
        if (hasFailed()) return;
        waiting -= text.length;
      }
    } catch (error) {
      if (failed) return;
      fail();
      onFailure({ reason: 'events-not-written', target: name, code: errorCode(error) });
    }
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (writing !== undefined || waiting === 0 || failed) return;
    writing = drain().finally(() => {
      writing = undefined;
      // Lines that arrived in the meantime wait for their own period, unless one is urgent.
      if (waiting > 0 && !failed) schedule();
    });
  };

  const schedule = (): void => {
    if (urgent) start();
    else timer ??= setTimeout(start, gatherMs);
  };

  /** Writes waiting lines until fewer than `length` characters wait. */
  const drainTo = async (length: number, giveUp: AbortSignal | undefined): Promise<void> => {
    while ((writing !== undefined || waiting > 0) && waiting >= length && !hasFailed() && giveUp?.aborted !== true) {
      urgent = true;
      start();
      const written = writing ?? Promise.resolve();
      await (giveUp === undefined ? written : settledOr(written, giveUp));
    }
  };

  return {
    ...(keepAll && { room: () => (failed || waiting < ROOM_LENGTH ? undefined : drainTo(ROOM_LENGTH, undefined)) }),
    write(line, pressing) {
      if (failed) return;
      waiting += line.length;
      if (waiting > maxWaiting) {
        tooSlow();
        return;
      }
      gathering += line;
      if (gathering.length >= WRITE_LENGTH) {
        pieces.push(gathering);
        gathering = '';
      }
      urgent ||= pressing;
      schedule();
    },
    async close(giveUp) {
      await drainTo(0, keepAll ? undefined : giveUp);
      clearTimeout(timer);
      if (waiting > 0 && !failed) {
        tooSlow();
      }
      if (target === undefined || failed) return;
      await settledOr(target.close(), giveUp);
      if (giveUp.aborted) target.destroy();
    },
  };
}
