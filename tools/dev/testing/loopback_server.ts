import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request, whose body is read to its end. */
export type Responder = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** An HTTP server on a free port of the loopback interface. */
export class LoopbackServer {
  readonly #server: Server;

  private constructor(respond: Responder) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        respond(request, Buffer.concat(chunks), response);
      });
    });
  }

  static async start(respond: Responder): Promise<LoopbackServer> {
    const server = new LoopbackServer(respond);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    server.#server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    });
    await promise;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Stops the server and closes open connections. */
  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#server.close(() => {
      resolve(undefined);
    });
    this.#server.closeAllConnections();
    await promise;
  }
}
