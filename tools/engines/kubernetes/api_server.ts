import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage } from '../../base/runtime/index.js';
import { failureOf, type ApiFailure } from './api_failure.js';
import type { Connection } from './connection.js';
import type { Credential } from './credentials.js';
import { refused, unreachable } from './failures.js';

/** A request to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the address of the server, with `/` at its begin. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Sent even if the server has not answered the last ones. */
  readonly isUrgent?: boolean;
}

export interface ApiServerOptions {
  readonly connection: Connection;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  readonly delay: (ms: number) => Promise<unknown>;
}

/** A server that is overloaded says when to ask again. It is asked again at once if that is soon, and so often. */
const MAX_SHORT_WAIT_MS = 5_000;
const MAX_WAITS = 4;

/** After a failure, it is left alone for so long; twice as long after each further one. */
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 30_000;

/**
 * The API server of a cluster. Every request has the present credentials; those that were refused are fetched once more. A
 * server that does not answer is asked less and less often: in between, requests fail at once, as the last one did.
 */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #agent: HttpAgent;
  readonly #isSecure: boolean;
  #failures = 0;
  #pausedUntil = -Infinity;
  #lastFailure: ApiFailure | undefined;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#isSecure = options.connection.server.protocol === 'https:';
    this.#agent = this.#isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** Sends a request and reads the answer, which is JSON. */
  async call(request: ApiRequest): Promise<Result<unknown, ApiFailure>> {
    const response = await this.open(request, this.#options.timeoutMs);
    if (!response.ok) return response;
    try {
      return ok(JSON.parse(await text(response.value)));
    } catch (error) {
      return err(this.#failed({ failure: unreachable(`its answer is cut off or not JSON: ${errorMessage(error)}`) }));
    }
  }

  /**
   * Sends a request whose answer is a stream.
   *
   * @param idleMs after so long without a byte, the stream breaks
   */
  async open(request: ApiRequest, idleMs: number): Promise<Result<IncomingMessage, ApiFailure>> {
    const { elapsed } = this.#options;
    if (this.#lastFailure !== undefined && request.isUrgent !== true && elapsed() < this.#pausedUntil) {
      return err(this.#lastFailure);
    }
    const sent = await this.#send(request, idleMs);
    if (sent.ok) {
      this.#failures = 0;
      this.#lastFailure = undefined;
      return sent;
    }
    return err(this.#failed(sent.error));
  }

  /** Keeps the failure if it is one that the next request would probably have as well. */
  #failed(failure: ApiFailure): ApiFailure {
    const { reason } = failure.failure;
    if (reason === 'engine-unreachable' || failure.retryAfterMs !== undefined) {
      const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
      this.#lastFailure = failure;
      this.#pausedUntil = this.#options.elapsed() + Math.max(pause, failure.retryAfterMs ?? 0);
    }
    return failure;
  }

  async #send(request: ApiRequest, idleMs: number): Promise<Result<IncomingMessage, ApiFailure>> {
    const { credentials } = this.#options.connection;
    let isRefused = false;
    let waits = 0;
    for (;;) {
      const credential = await credentials.get(isRefused);
      if (!credential.ok) return err({ failure: credential.error });
      const answered = await this.#exchange(request, credential.value, idleMs);
      if (!answered.ok) return answered;
      const response = answered.value;
      const { statusCode: status = 0 } = response;
      if (status < 300) return answered;
      const failure = await failureOf(response);
      if (status === 401 && !isRefused) {
        // It may have expired since it was read.
        isRefused = true;
        continue;
      }
      const { retryAfterMs } = failure;
      if (retryAfterMs === undefined || retryAfterMs > MAX_SHORT_WAIT_MS || ++waits > MAX_WAITS) return err(failure);
      await this.#options.delay(retryAfterMs);
    }
  }

  /** One request and the head of its answer. A connection that was kept open and is closed by now is not a failure. */
  async #exchange(
    request: ApiRequest,
    credential: Credential,
    idleMs: number,
  ): Promise<Result<IncomingMessage, ApiFailure>> {
    for (;;) {
      const answered = await this.#exchangeOnce(request, credential, idleMs);
      if (answered.ok || !answered.error.isStale) return answered;
    }
  }

  #exchangeOnce(
    { method, path, query, body }: ApiRequest,
    { token, cert, key }: Credential,
    idleMs: number,
  ): Promise<Result<IncomingMessage, ApiFailure & { readonly isStale: boolean }>> {
    const { server, tls } = this.#options.connection;
    const bytes = body === undefined ? undefined : JSON.stringify(body);
    const search = new URLSearchParams(query).toString();
    const options: RequestOptions = {
      method,
      host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: server.port === '' ? (this.#isSecure ? 443 : 80) : server.port,
      path: `${server.pathname.replace(/\/$/, '')}${path}${search === '' ? '' : `?${search}`}`,
      agent: this.#agent,
      timeout: idleMs,
      headers: {
        accept: 'application/json',
        'user-agent': 'databuild',
        ...(bytes !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(this.#isSecure && { ...tls, cert, key }),
    };
    const { promise, resolve } = Promise.withResolvers<Result<IncomingMessage, ApiFailure & { isStale: boolean }>>();
    let sent;
    try {
      sent = this.#isSecure ? httpsRequest(options) : httpRequest(options);
    } catch (error) {
      // A certificate or key that is not valid PEM, or a token with a line feed.
      const failure = refused(`its credentials cannot be used: ${errorMessage(error)}`);
      return Promise.resolve(err({ failure, isStale: false }));
    }
    const request = sent;
    request.on('timeout', () => request.destroy(new Error(`no answer for ${String(Math.round(idleMs / 1000))} s`)));
    request.on('response', (response) => {
      resolve(ok(response));
    });
    request.on('error', (error) => {
      const isStale = request.reusedSocket && errorCode(error) === 'ECONNRESET';
      resolve(err({ failure: networkFailure(error), isStale }));
    });
    request.end(bytes);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Codes of certificates that are not accepted. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_OSSL/;

function networkFailure(error: Error): ApiFailure['failure'] {
  const detail = errorMessage(error) === '' ? errorCode(error) : errorMessage(error);
  if (!UNTRUSTED.test(errorCode(error))) return unreachable(detail);
  return refused(
    `its certificate or ours is not accepted: ${detail}; check certificate-authority and client-certificate`,
  );
}
