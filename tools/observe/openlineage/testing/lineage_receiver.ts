import type { IncomingHttpHeaders } from 'node:http';
import { LoopbackServer } from '../../../dev/testing/index.js';

export interface Post {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A server that accepts lineage events, on the loopback interface. */
export class LineageReceiver {
  readonly posts: Post[] = [];
  /** The statuses of the next answers, then 201; 0 for no answer at all. */
  readonly answers: number[] = [];
  #server: LoopbackServer | undefined;

  static async start(): Promise<LineageReceiver> {
    const receiver = new LineageReceiver();
    receiver.#server = await LoopbackServer.start((request, packed, response) => {
      const status = receiver.answers.shift() ?? 201;
      if (status === 0) return;
      const body: unknown = JSON.parse(packed.toString('utf8'));
      if (status === 201) receiver.posts.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status).end();
    });
    return receiver;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
