import type { Place } from '../../base/model/index.js';
import { httpSink, lineSink, openFileTarget, type EventSink, type OnSinkFailure } from '../events/index.js';
import type { Emit } from '../../exec/index.js';
import { Lineage, type LineageOptions } from './lineage.js';

export interface LineageExport extends AsyncDisposable {
  readonly emit: Emit;
}

export interface LineageExportOptions extends LineageOptions {
  readonly target: Place;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  readonly onFailure: OnSinkFailure;
  /** How long to wait for the target at the end, in milliseconds. */
  readonly closeMs?: number;
}

const CLOSE_MS = 10_000;

/** The path on which an OpenLineage server accepts events, unless the address has another one. */
const ENDPOINT = '/api/v1/lineage';

/** Maximum number of waiting characters. */
const MAX_WAITING = 64 * 1024 * 1024;

/**
 * Sends the lineage of a build, as it happens, to a file or a server, without ever blocking the build. Disposal delivers
 * the remaining events within `closeMs`, and never fails.
 */
export function exportLineage(options: LineageExportOptions): LineageExport {
  const lineage = new Lineage(options);
  const sink = sinkOf(options);
  return {
    emit(event) {
      // A server shows a build as running until it gets the end, so that is sent at once.
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
    url: endpointOf(target.url),
    single: true,
    headers: apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` },
    onFailure,
    maxWaiting: MAX_WAITING,
  });
}

/** The address to which events are sent. */
export function endpointOf({ href }: URL): URL {
  const url = new URL(href);
  if (url.pathname === '/') url.pathname = ENDPOINT;
  return url;
}
