import { settledOr } from '../../../base/runtime/index.js';
import type { Change } from '../../../catalog/index.js';
import type { ServiceEvent } from '../../programs/index.js';

/** Partitions that were recorded or forgotten. */
export interface PartitionsEvent {
  readonly type: 'partitions';
  readonly at: number;
  readonly changes: readonly Change[];
}

/** The client missed events: it has to ask again for what it shows. Every client gets it, whatever types it asked for. */
interface ReloadEvent {
  readonly type: 'reload';
  readonly at: number;
  /** `behind`: it is too slow, or was away for too long. `restarted`: the service is another one. */
  readonly reason: 'behind' | 'restarted';
}

export type StreamedEvent = ServiceEvent | PartitionsEvent | ReloadEvent;

/** Events that are kept for clients that come back. */
const KEPT = 10_000;

/** Events that happen within this time are sent together, so that many clients cost little. */
const TOGETHER_MS = 50;

/** A line that keeps proxies from closing the connection. */
const BEAT = Buffer.from(': still here\n\n');

export interface EventLogOptions {
  /** Names this start of the service, so that ids of another one are known as such. */
  readonly instance: string;
  readonly now: () => number;
  readonly kept?: number;
}

/**
 * The newest events, for any number of clients. A client has no queue of its own: it is a position in the log, and one that is
 * too slow finds its position gone. Each event is written as text once.
 */
export class EventLog {
  readonly #instance: string;
  readonly #now: () => number;
  readonly #kept: number;
  #events: { readonly type: string; readonly text: string }[] = [];
  /** Number of the first event of the log. */
  #first = 1;
  #more = Promise.withResolvers<undefined>();
  #closed = false;
  #waking: NodeJS.Timeout | undefined;
  #clients = 0;

  constructor({ instance, now, kept = KEPT }: EventLogOptions) {
    this.#instance = instance;
    this.#now = now;
    this.#kept = kept;
  }

  /** How many clients follow. */
  get clients(): number {
    return this.#clients;
  }

  append(event: StreamedEvent): void {
    this.#events.push({ type: event.type, text: this.#text(event, this.#end) });
    // A tenth more, so that not every event moves all others.
    if (this.#events.length > this.#kept * 1.1) {
      const dropped = this.#events.length - this.#kept;
      this.#events = this.#events.slice(dropped);
      this.#first += dropped;
    }
    this.#waking ??= setTimeout(() => {
      this.#wakeAll();
    }, TOGETHER_MS);
  }

  /** Sends a sign of life to all clients. */
  beat(): void {
    this.#wakeAll();
  }

  /** Ends all streams, as the service does. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  /**
   * Events as they happen, in the format of `text/event-stream`, until the signal aborts.
   *
   * @param lastId id of the last event that the client got before, if it comes back
   * @param types only events of these types; left out: all
   */
  async *follow(
    lastId: string | undefined,
    types: ReadonlySet<string> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    this.#clients++;
    try {
      const found = lastId === undefined ? undefined : this.#positionAfter(lastId);
      let position = found ?? this.#end;
      // Headers are sent with the first chunk. The id lets a client come back that has got no event yet.
      yield Buffer.from(`id: ${this.#id(position - 1)}\nretry: 2000\n\n`);
      if (lastId !== undefined && found === undefined)
        yield this.#reload(lastId.startsWith(`${this.#instance}.`) ? 'behind' : 'restarted');
      while (!this.#closed && !signal.aborted) {
        const { promise } = this.#more;
        if (position < this.#first) {
          position = this.#end;
          yield this.#reload('behind');
        } else if (position < this.#end) {
          const events = this.#events.slice(position - this.#first);
          position += events.length;
          const wanted =
            types === undefined ? events : events.filter(({ type }) => types.has(type) || type === 'reload');
          if (wanted.length > 0) yield Buffer.from(wanted.map(({ text }) => text).join(''));
        } else {
          await settledOr(promise, signal);
          if (position === this.#end && this.#isOpen(signal)) yield BEAT;
        }
      }
    } finally {
      this.#clients--;
    }
  }

  #isOpen({ aborted }: AbortSignal): boolean {
    return !this.#closed && !aborted;
  }

  /** Number of the event that comes next. */
  get #end(): number {
    return this.#first + this.#events.length;
  }

  #positionAfter(id: string): number | undefined {
    const [instance, number = ''] = id.split('.');
    if (instance !== this.#instance || !/^\d{1,15}$/.test(number)) return undefined;
    const position = Number(number) + 1;
    return position >= this.#first && position <= this.#end ? position : undefined;
  }

  #reload(reason: ReloadEvent['reason']): Buffer {
    return Buffer.from(this.#text({ type: 'reload', at: this.#now(), reason }, this.#end - 1));
  }

  #id(number: number): string {
    return `${this.#instance}.${String(number)}`;
  }

  #text(event: StreamedEvent, number: number): string {
    return `id: ${this.#id(number)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }

  #wakeAll(): void {
    clearTimeout(this.#waking);
    this.#waking = undefined;
    this.#more.resolve(undefined);
    this.#more = Promise.withResolvers();
  }
}
