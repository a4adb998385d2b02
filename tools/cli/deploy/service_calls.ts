import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage } from '../../base/runtime/index.js';

/** A service that is called, and as whom. */
export interface Remote {
  readonly url: URL;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
}

/** Why a call failed. `message` is for people. */
export interface CallFailure {
  /** Of the answer; left out if there was none. */
  readonly status?: number;
  readonly reason?: string;
  readonly message: string;
}

/** What the type of every problem of a service begins with. */
const PROBLEM = 'urn:databuild:problem:';

type Answer = Readonly<Record<string, unknown>>;

/** Calls a service. @param path below `/api/v1` */
export function callService(
  remote: Remote,
  method: 'GET' | 'POST',
  path: string,
): Promise<Result<Answer, CallFailure>> {
  return send(remote, method, path, {});
}

/** Uploads a file as it is read. @param onBytes called with how many bytes were read so far */
export function uploadFile(
  remote: Remote,
  path: string,
  file: string,
  size: number,
  onBytes: (bytes: number) => void,
): Promise<Result<Answer, CallFailure>> {
  let read = 0;
  const body = createReadStream(file).on('data', (chunk) => {
    read += chunk.length;
    onBytes(read);
  });
  return send(remote, 'POST', path, {
    headers: { 'content-type': 'application/gzip', 'content-length': String(size) },
    body: Readable.toWeb(body) as ReadableStream,
    // A stream is sent while the answer has not begun.
    ...{ duplex: 'half' },
  });
}

async function send(
  { url, token, signal }: Remote,
  method: string,
  path: string,
  init: RequestInit,
): Promise<Result<Answer, CallFailure>> {
  const base = url.href.replace(/\/+$/, '');
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${base}/api/v1${path}`, {
      ...init,
      method,
      headers,
      redirect: 'manual',
      signal,
    });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) return err({ message: 'interrupted' });
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const code = errorCode(cause);
    return err({
      message: `no service answers at ${base} (${code === 'UNKNOWN' ? errorMessage(cause) : code}); check the address, and that the service runs`,
    });
  }
  const value = parse(text);
  if (response.ok && isObject(value)) return ok(value);
  const { status } = response;
  const { type, detail } = isObject(value) ? value : {};
  if (typeof type === 'string' && type.startsWith(PROBLEM) && typeof detail === 'string') {
    return err({ status, reason: type.slice(PROBLEM.length), message: `${base} refuses: ${detail}` });
  }
  return err({
    status,
    message: `${base} is not a DataBuild service: it answered ${String(status)}; check the address`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
