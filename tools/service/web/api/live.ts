import { signal } from '@preact/signals';
import { open } from './call.js';
import { StreamReader } from './event_stream.js';
import { isRefused } from './session.js';

/** Something that happened in the service: what changed, not what it is now. */
export type LiveEvent = { readonly at: number } & (
  | { readonly type: 'request'; readonly graph: string; readonly request: string; readonly state: string }
  | { readonly type: 'build'; readonly graph: string; readonly build: string; readonly state: string }
  | {
      readonly type: 'task';
      readonly graph: string;
      readonly build: string;
      readonly task: string;
      readonly state: string;
    }
  | { readonly type: 'trigger'; readonly graph: string; readonly trigger: string; readonly state: string }
  | { readonly type: 'deployment'; readonly graph: string; readonly deployment: string; readonly state: string }
  | { readonly type: 'pool'; readonly pool: string }
  | { readonly type: 'partitions'; readonly changes: readonly { readonly ref: string }[] }
  | { readonly type: 'trouble'; readonly part: string; readonly detail: string }
  /** Events were missed: everything that is shown has to be read again. */
  | { readonly type: 'reload'; readonly reason: string }
);

/** `lost`: the service does not answer; it is tried again until it does. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/** The service sends a sign of life every 15 seconds. */
const SILENCE_MS = 40_000;

const listeners = new Set<(event: LiveEvent) => void>();

/** Calls a listener for every event. @returns a function that ends it */
export function onEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

/** Follows the events of the service, the only connection of the pages that stays open, until the token is refused. */
export async function follow(): Promise<void> {
  let lastId: string | undefined;
  let hasConnected = false;
  let wait = FIRST_WAIT_MS;
  while (!isRefused.peek()) {
    const ended = new AbortController();
    try {
      const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
      const response = await open('/events', { headers, signal: ended.signal, cache: 'no-store' });
      if (response.ok && response.body !== null) {
        wait = FIRST_WAIT_MS;
        connection.value = 'live';
        // Without an id, the service cannot know what was missed.
        if (hasConnected && lastId === undefined) tell({ type: 'reload', at: Date.now(), reason: 'behind' });
        hasConnected = true;
        for await (const { id, data } of eventsOf(response.body, ended)) {
          lastId = id ?? lastId;
          tell(JSON.parse(data) as LiveEvent);
        }
      }
    } catch {
      // The connection broke: the same as its end.
    }
    ended.abort();
    if (isRefused.peek()) return;
    connection.value = 'lost';
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>, ended: AbortController) {
  const texts = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const reader = new StreamReader();
  for (;;) {
    const silent = setTimeout(() => {
      ended.abort();
    }, SILENCE_MS);
    const { done, value } = await texts.read();
    clearTimeout(silent);
    if (done) return;
    yield* reader.read(value);
  }
}
