import { err, isObject, ok, type Result } from '../../base/model/index.js';
import type { CallFailure } from './failure.js';
import type { Service } from './service.js';

/** Something that happened in the service, as far as this version knows it. */
export interface FollowedEvent {
  /** `request`, `build` …; `reload` if events were missed; `connected` whenever the stream begins. */
  readonly type: string;
  readonly request?: unknown;
  readonly build?: unknown;
}

/** The service sends a sign of life more often than this. */
const SILENCE_MS = 60_000;

/**
 * Follows the events of a service until its signal aborts. After a lost connection it goes on after the last event that it got.
 * Stops after a failure, which is the last thing it gives.
 *
 * @param types only events of these types
 */
export async function* followEvents(
  { calls, ask, signal }: Service,
  types: readonly string[],
): AsyncGenerator<Result<FollowedEvent, CallFailure>> {
  let lastId: string | undefined;
  while (!signal.aborted) {
    const silence = new AbortController();
    const opened = await ask(
      calls.GET('/api/v1/events', {
        params: {
          query: { types: types.join(',') },
          ...(lastId !== undefined && { header: { 'last-event-id': lastId } }),
        },
        parseAs: 'stream',
        signal: silence.signal,
      }),
    );
    if (!opened.ok) {
      if (opened.error.reason !== 'interrupted') yield err(opened.error);
      return;
    }
    yield ok({ type: 'connected' });
    for await (const { id, data } of readEvents(opened.value as ReadableStream<Uint8Array>, silence)) {
      lastId = id ?? lastId;
      const event = parse(data);
      if (event !== undefined) yield ok(event);
    }
  }
}

interface SentEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** Reads `text/event-stream` to its end, or until the connection is lost or silent. */
async function* readEvents(body: ReadableStream<Uint8Array>, silence: AbortController): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silence.abort();
    }, SILENCE_MS).unref();
  };
  watch();
  try {
    for await (const chunk of body) {
      watch();
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = block.split('\n').map((line): readonly [string, string] => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
        });
        const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
        const id = fields.findLast(([name]) => name === 'id')?.[1];
        if (data.length > 0) yield { id, data: data.join('\n') };
      }
    }
  } catch {
    // The stream is opened again.
  } finally {
    clearTimeout(timer);
  }
}

function parse(data: string): FollowedEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) && typeof value['type'] === 'string' ? { ...value, type: value['type'] } : undefined;
  } catch {
    return undefined;
  }
}
