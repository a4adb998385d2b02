import { setTimeout as delay } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage, type Clock } from '../../base/runtime/index.js';
import type { paths, Problem } from './api_types.js';
import { PROBLEM, type CallFailure } from './failure.js';
import { retryingFetch, type Retrying } from './retrying_fetch.js';

/** How long a call is repeated: long enough for a service to be replaced by another version. */
const PATIENCE_MS = 10 * 60_000;

/** A service that is called, and as whom. */
export interface ServiceOptions {
  readonly url: URL;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly patienceMs?: number;
  /** Called once for each call that has to wait for the service. @param why a code of the system, or a status */
  readonly onWait?: (why: string) => void;
  readonly pause?: Retrying['pause'];
  readonly fetch?: Retrying['fetch'];
}

/** The calls of a service, with their types; `ask` makes a result of what one of them gives. */
export interface Service {
  /** Without a slash at its end. */
  readonly url: string;
  readonly calls: Client<paths>;
  readonly ask: <Data>(call: Promise<Called<Data>>) => Promise<Result<Data, CallFailure>>;
  readonly signal: AbortSignal;
}

interface Called<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** A client of a service. Nothing is sent before the first call. */
export function openService(options: ServiceOptions): Service {
  const { url, token, signal, clock, onWait } = options;
  const { patienceMs = PATIENCE_MS, pause = pauseFor, fetch = globalThis.fetch } = options;
  const base = url.href.replace(/\/+$/, '');
  let hasAnswered = false;
  const repeating = retryingFetch({
    ...{ fetch, signal, patienceMs, pause, onWait, codeOf },
    now: () => clock.elapsed(),
  });
  const calls = createClient<paths>({
    baseUrl: base,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    fetch: async (request) => {
      const response = await repeating(request);
      hasAnswered = true;
      return response;
    },
  });
  return {
    url: base,
    calls,
    signal,
    ask: async (call) => {
      try {
        return readAnswer(base, await call);
      } catch (error) {
        if (signal.aborted) return err({ reason: 'interrupted' });
        // What is no JSON was not written by a service.
        if (error instanceof SyntaxError) return err({ reason: 'not-a-service', url: base, status: 200 });
        const code = codeOf(error);
        return err({ reason: hasAnswered ? 'connection-lost' : 'no-service', url: base, code });
      }
    },
  };
}

function readAnswer<Data>(url: string, { data, error, response }: Called<Data>): Result<Data, CallFailure> {
  const { status } = response;
  // An answer of status 204 has no data, and its type says so.
  if (response.ok && (data !== undefined || status === 204)) return ok(data as Data);
  if (!isProblem(error)) return err({ reason: 'not-a-service', url, status });
  if (error.type !== `${PROBLEM}call-not-found`) return err({ reason: 'refused', url, problem: error });
  return err({ reason: 'call-missing', url, call: new URL(response.url).pathname });
}

function isProblem(value: unknown): value is Problem {
  return (
    isObject(value) &&
    typeof value['type'] === 'string' &&
    value['type'].startsWith(PROBLEM) &&
    typeof value['detail'] === 'string' &&
    typeof value['status'] === 'number'
  );
}

function codeOf(error: unknown): string {
  const cause = (error as Partial<Error> | undefined)?.cause ?? error;
  const code = errorCode(cause);
  return code === 'UNKNOWN' ? errorMessage(cause) : code;
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
