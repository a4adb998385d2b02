import { NO_ANSWER, problemOf, type Answer } from './problem.js';
import { isRefused, token } from './session.js';

const BASE = '/api/v1';

export interface SendOptions {
  readonly body?: unknown;
  /** Calls with the same key are one, however often they are made. */
  readonly key?: string;
}

/** Reads something. @param path below `/api/v1` */
export async function get<Value>(path: string, signal?: AbortSignal): Promise<Answer<Value>> {
  return answerOf<Value>(() => open(path, { signal: signal ?? null }));
}

/** Changes something. @param path below `/api/v1` */
export async function send<Value>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { body, key }: SendOptions = {},
): Promise<Answer<Value>> {
  const headers: Record<string, string> = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  return answerOf<Value>(() =>
    open(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  );
}

/** Sends a request with the token of the reader. Rejects if there is no answer. */
export async function open(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const sent = token.peek();
  if (sent !== undefined) headers.set('authorization', `Bearer ${sent}`);
  const response = await fetch(`${BASE}${path}`, { ...init, headers, credentials: 'omit' });
  if (response.status === 401 && sent === token.peek()) isRefused.value = true;
  return response;
}

async function answerOf<Value>(ask: () => Promise<Response>): Promise<Answer<Value>> {
  try {
    const response = await ask();
    if (!response.ok) return { ok: false, error: await problemOf(response) };
    const value = (response.status === 204 ? undefined : await response.json()) as Value;
    return { ok: true, value };
  } catch {
    return { ok: false, error: NO_ANSWER };
  }
}
