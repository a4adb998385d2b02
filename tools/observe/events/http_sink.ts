import { errorCode, errorMessage, settledOr } from '../../base/runtime/index.js';
import { type EventSink, type OnSinkFailure } from './sink.js';

export interface HttpSinkOptions {
  /** User and password in it are sent as basic authentication. */
  readonly url: URL;
  readonly onFailure: OnSinkFailure;
  /** Posts single events instead of batches. An event that the server rejects is dropped. */
  readonly single?: boolean;
  /** Headers of every request, besides the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time between the first event of a batch and its request, in milliseconds. */
  readonly gatherMs?: number;
  /** Delay before the first retry of a request; doubled for each further one. */
  readonly retryMs?: number;
  /** The longest delay between two retries. */
  readonly maxRetryMs?: number;
  /** How long one request may take. */
  readonly requestMs?: number;
  /** Maximum number of waiting characters; events beyond it are dropped. */
  readonly maxWaiting?: number;
}

const MAX_BATCH_EVENTS = 500;
const MAX_BATCH_LENGTH = 512 * 1024;

/** Enough for the announcements of 100,000 tasks, twice. */
const MAX_WAITING = 64 * 1024 * 1024;

/** Delay between two retries while closing, which must not take long. */
const CLOSING_RETRY_MS = 200;

/** How much of an answer is read, and for how long. */
const ANSWER_BYTES = 64 * 1024;
const ANSWER_MS = 1000;

/** Statuses after which a retry may succeed. */
const PASSING = new Set([408, 425, 429]);

/** Statuses that reject one event only. */
const UNFIT = new Set([400, 422]);

type Delivery = 'taken' | { readonly unfit: number } | { readonly again: string } | { readonly refused: number };

/**
 * Posts events in batches, one request at a time, so that they arrive in order. A failed request is repeated until it
 * succeeds, so an event may arrive more than once, with the same id.
 */
export function httpSink(options: HttpSinkOptions): EventSink {
  const { onFailure, gatherMs = 100, retryMs = 200, maxRetryMs = 5000, requestMs = 10_000 } = options;
  const { maxWaiting = MAX_WAITING, single = false } = options;
  const { href, headers, target } = requestOf(options);
  const queue: string[] = [];
  const stop = new AbortController();
  let waiting = 0;
  let dropped = 0;
  let maxEvents = single ? 1 : MAX_BATCH_EVENTS;
  let trouble = 'not sent';
  let refused = false;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  /** Aborted when closing begins: delays are short from then on. */
  const closing = new AbortController();

  const post = async (body: string): Promise<Delivery> => {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(requestMs)]);
    try {
      const response = await fetch(href, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await passOver(response);
      const { status } = response;
      if (status >= 200 && status < 300) return 'taken';
      if (status === 413 || (single && UNFIT.has(status))) return { unfit: status };
      return status >= 500 || PASSING.has(status) ? { again: `status ${String(status)}` } : { refused: status };
    } catch (error) {
      return { again: requestProblem(error) };
    }
  };

  const send = async (): Promise<void> => {
    for (let failures = 0; queue.length > 0 && !stop.signal.aborted;) {
      const batch = firstOf(queue, maxEvents);
      const answer = await post(single ? batch.join('') : `[${batch.join(',')}]`);
      if (answer === 'taken') {
        failures = 0;
        remove(batch.length);
      } else if ('unfit' in answer) {
        // Halve batches down to single events, and drop a single one that is too large.
        if (batch.length > 1) maxEvents = Math.ceil(batch.length / 2);
        else drop(1, `status ${String(answer.unfit)}`);
      } else if ('refused' in answer) {
        refused = true;
        onFailure({ reason: 'events-refused', target, status: answer.refused });
        remove(queue.length);
      } else {
        trouble = answer.again;
        const delay = Math.min(maxRetryMs, retryMs * 2 ** failures++) * (0.5 + Math.random() / 2);
        if (closing.signal.aborted) await sleep(Math.min(delay, CLOSING_RETRY_MS), stop.signal);
        else await sleep(delay, closing.signal);
      }
    }
  };

  const remove = (count: number): void => {
    for (const event of queue.splice(0, count)) waiting -= event.length;
  };

  const drop = (count: number, why: string): void => {
    dropped += count;
    trouble = why;
    remove(count);
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (queue.length === 0) return;
    sending ??= send().finally(() => {
      sending = undefined;
    });
  };

  return {
    write(line, urgent) {
      if (refused) return;
      // Urgent events are few, and report how the build ends, so they are never dropped.
      if (waiting + line.length > maxWaiting && !urgent) {
        if (dropped++ === 0) onFailure({ reason: 'events-dropped', target, waiting: queue.length });
        return;
      }
      queue.push(line.trimEnd());
      waiting += line.length - 1;
      if (urgent) start();
      else if (sending === undefined) timer ??= setTimeout(start, gatherMs);
    },
    async close(giveUp) {
      closing.abort();
      while (queue.length > 0 && !giveUp.aborted && !refused) {
        start();
        await settledOr(sending ?? Promise.resolve(), giveUp);
      }
      clearTimeout(timer);
      stop.abort();
      await sending;
      const count = queue.length + dropped;
      if (count > 0 && !refused) onFailure({ reason: 'events-undelivered', target, count, detail: trouble });
    },
  };
}

/**
 * Reads an answer to its end, so that the connection can serve the next request. A long or slow answer is cut off, since
 * only its status matters.
 */
async function passOver({ body }: Response): Promise<void> {
  if (body === null) return;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), ANSWER_MS);
  try {
    for (let bytes = 0; bytes <= ANSWER_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
    }
    await reader.cancel();
  } catch {
    // The status has arrived, and the rest does not matter.
  } finally {
    clearTimeout(timer);
  }
}

/** The address without user and password, which `fetch` does not accept and messages must not show. */
function requestOf({ url, single = false, headers: more }: HttpSinkOptions): {
  href: string;
  headers: Record<string, string>;
  target: string;
} {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  const type = single ? 'application/json' : 'application/cloudevents-batch+json';
  const headers: Record<string, string> = { 'content-type': type, ...more };
  if (url.username !== '' || url.password !== '') {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
  }
  // Messages leave out the query, which may contain a key.
  return { href: bare.href, headers, target: `${bare.origin}${bare.pathname}` };
}

function firstOf(queue: readonly string[], maxEvents: number): string[] {
  const batch: string[] = [];
  let length = 0;
  for (const event of queue) {
    length += event.length;
    if (batch.length > 0 && (batch.length === maxEvents || length > MAX_BATCH_LENGTH)) break;
    batch.push(event);
  }
  return batch;
}

async function sleep(milliseconds: number, until: AbortSignal): Promise<void> {
  if (until.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(done, milliseconds);
  until.addEventListener('abort', done, { once: true });
  await promise;
  clearTimeout(timer);
  until.removeEventListener('abort', done);
}

/** The cause of an error of `fetch`; its own message says little. */
function requestProblem(error: unknown): string {
  if (typeof error !== 'object' || error === null) return errorMessage(error);
  // The request, or the whole close, ran into its time limit.
  if ('name' in error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return 'no answer in time';
  const cause = ('cause' in error && error.cause) || error;
  const code = errorCode(cause);
  return code === 'UNKNOWN' ? errorMessage(cause) : code;
}
