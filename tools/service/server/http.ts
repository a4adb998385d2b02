import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode } from '../../base/runtime/index.js';
import { badRequest, problemResponse, type App } from '../api/index.js';
import type { ServiceFailure } from './failure.js';

/** A client that takes longer to send its headers is not served. */
const HEADERS_TIMEOUT_MS = 10_000;

/** The same for all of a request. Archives are large. */
const REQUEST_TIMEOUT_MS = 600_000;

const MAX_HEADER_BYTES = 16 * 1024;

/** How long a connection without calls stays open. */
const KEEP_ALIVE_MS = 65_000;

/** The HTTP side of a service. */
export interface Listening {
  /** `http://127.0.0.1:8600` */
  readonly url: string;
  /** Takes no new calls, and ends when those that run are answered. @param giveUp aborted when that has taken long enough */
  readonly close: (giveUp: AbortSignal) => Promise<void>;
}

/** Listens for calls. Every request gets an answer with a problem at least, also one that is not HTTP. */
export async function listen(app: App, host: string, port: number): Promise<Result<Listening, ServiceFailure>> {
  const listener = getRequestListener(app.fetch, {
    errorHandler: () => problemResponse(badRequest('bad-address', 'the address or the host of the request is invalid')),
  });
  const options = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server = createServer(options, (request, response) => void listener(request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuse(error, socket);
  });
  const failure = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error) => {
      resolve(errorCode(error));
    });
    server.listen(port, host, () => {
      resolve(undefined);
    });
  });
  if (failure !== undefined) return err({ reason: 'cannot-listen', host, port, code: failure });
  const { address, family, port: found } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${address}]` : address;
  return ok({ url: `http://${name}:${String(found)}`, close: (giveUp) => close(server, giveUp) });
}

async function close(server: Server, giveUp: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.close(() => {
    resolve(undefined);
  });
  server.closeIdleConnections();
  const drop = (): void => {
    server.closeAllConnections();
  };
  giveUp.addEventListener('abort', drop);
  if (giveUp.aborted) drop();
  await promise;
  giveUp.removeEventListener('abort', drop);
}

/** Answers bytes that are not a request. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, detail] = refusalOf(error.code);
  const [code = '', title = ''] = status.split(/ (.*)/);
  const body = JSON.stringify({ type: `urn:databuild:problem:${reason}`, title, status: Number(code), detail });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${String(body.length)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined): readonly [status: string, reason: string, detail: string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ['431 Request Header Fields Too Large', 'headers-too-large', 'the headers are too large; send less'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'request-timeout', 'the request took too long to arrive; send it again'];
    default:
      return ['400 Bad Request', 'not-http', 'this is not a request of HTTP/1.1'];
  }
}
