import { httpSink, lineSink, openFileTarget, type EventSink, type OnSinkFailure } from '../events/index.js';
import type { Emit } from '../../exec/index.js';
import { Lineage, type LineageOptions } from './lineage.js';
import type { LineageTarget } from './target.js';

export interface LineageExport extends AsyncDisposable {
  readonly emit: Emit;
}

export interface LineageExportOptions extends LineageOptions {
  readonly target: LineageTarget;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  readonly onFailure: OnSinkFailure;
  /** How long the end waits, in milliseconds. */
  readonly closeMs?: number;
}

const CLOSE_MS = 10_000;

/** Events wait for at most this many characters. */
const MAX_WAITING = 64 * 1024 * 1024;

/**
 * Sends the lineage of a build, as it happens, to a file or a server, without ever holding the build up. Its disposal
 * hands on what is left, takes no longer than it is given, and never fails.
 */
export function exportLineage(options: LineageExportOptions): LineageExport {
  const lineage = new Lineage(options);
  const sink = sinkOf(options);
  return {
    emit(event) {
      // What a server shows as running is to come to its end, and as soon as it has.
      const urgent = event.type === 'build';
      for (const run of lineage.eventsOf(event)) sink.write(`${JSON.stringify(run)}\n`, urgent);
    },
    async [Symbol.asyncDispose]() {
      const giveUp = new AbortController();
      const timer = setTimeout(() => {
        giveUp.abort();
      }, options.closeMs ?? CLOSE_MS);
      await sink.close(giveUp.signal);
      clearTimeout(timer);
    },
  };
}

function sinkOf({ target, apiKey = '', onFailure }: LineageExportOptions): EventSink {
  if (target.kind === 'file') {
    const { path } = target;
    return lineSink({ name: path, open: () => openFileTarget(path), onFailure, maxWaiting: MAX_WAITING });
  }
  return httpSink({
    url: target.url,
    single: true,
    headers: apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` },
    onFailure,
    maxWaiting: MAX_WAITING,
  });
}
