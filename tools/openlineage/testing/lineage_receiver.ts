import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Post {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A server that takes events of lineage, on the loopback interface. */
export class LineageReceiver {
  readonly posts: Post[] = [];
  /** What it answers to the next requests, then 201. */
  readonly answers: number[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = this.answers.shift() ?? 201;
        if (status === 0) return;
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        if (status === 201) this.posts.push({ path: request.url ?? '', headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
  }

  static async start(): Promise<LineageReceiver> {
    const receiver = new LineageReceiver();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    receiver.#server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    });
    await promise;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#server.close(() => {
      resolve(undefined);
    });
    this.#server.closeAllConnections();
    await promise;
  }
}
