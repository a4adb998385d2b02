import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { isObject } from '../../base/model/index.js';
import type { EngineFailure } from '../engine.js';
import { full, refused, unreachable } from './failures.js';

/** A request that did not do what it was to do. */
export interface ApiFailure {
  readonly failure: EngineFailure;
  /** HTTP status; absent if there was no answer. */
  readonly status?: number;
  /** When the server wants to be asked again. */
  readonly retryAfterMs?: number | undefined;
}

/** Reads an answer that reports a failure: a `Status` of the API, or what something on the way there says. */
export async function failureOf(response: IncomingMessage): Promise<ApiFailure> {
  const { statusCode: status = 0, headers } = response;
  const said = await text(response).catch(() => '');
  const seconds = Number(headers['retry-after'] ?? 'NaN');
  const mayRetry = status === 429 || status >= 500;
  return {
    failure: judge(status, messageIn(said)),
    status,
    retryAfterMs: mayRetry && seconds >= 0 ? seconds * 1000 : status === 429 ? DEFAULT_RETRY_MS : undefined,
  };
}

const DEFAULT_RETRY_MS = 1000;

/** What the API says about a quota that is used up, for now. */
const QUOTA = /exceeded quota/i;

function judge(status: number, message: string): EngineFailure {
  const detail = `${message === '' ? 'no reason given' : message} (${String(status)})`;
  if (status >= 500) return unreachable(detail);
  if (status === 429 || (status === 403 && QUOTA.test(message))) return full(detail);
  if (status === 401) return refused(`the credentials are not accepted: ${detail}; log in again`);
  return refused(detail);
}

function messageIn(said: string): string {
  try {
    const status: unknown = JSON.parse(said);
    if (isObject(status) && typeof status['message'] === 'string') return status['message'];
  } catch {
    // Not of the API itself: a proxy answers in HTML.
  }
  return said
    .replaceAll(/<[^>]*>|\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
