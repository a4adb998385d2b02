import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { bytes, integer, messages, readFields, text, type Fields } from './protobuf.js';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** 0 unset, 1 well, 2 error. */
  readonly status: number;
  readonly statusMessage: string;
  readonly events: readonly string[];
  readonly resource: Readonly<Record<string, string | number>>;
}

export interface Reception {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came, unpacked. */
  readonly body: Buffer;
}

/** A collector of OTLP over HTTP, in protobuf, on the loopback interface. */
export class OtlpReceiver {
  readonly receptions: Reception[] = [];
  readonly spans: ReceivedSpan[] = [];
  /** What it answers; 0 is no answer at all. */
  status = 200;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const packed = Buffer.concat(chunks);
        const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
        this.receptions.push({ path: request.url ?? '', headers: request.headers, body });
        if (this.status === 0) return;
        if (this.status === 200) this.spans.push(...readSpans(body));
        response.writeHead(this.status, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
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

/** Field numbers are those of `opentelemetry/proto/trace/v1/trace.proto`. */
function readSpans(body: Buffer): ReceivedSpan[] {
  return messages(readFields(body), 1).flatMap((resourceSpans) => {
    const resource = attributes(messages(resourceSpans, 1)[0] ?? new Map(), 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span): ReceivedSpan => {
        const status = messages(span, 15)[0] ?? new Map();
        return {
          traceId: bytes(span, 1).toString('hex'),
          spanId: bytes(span, 2).toString('hex'),
          parentSpanId: bytes(span, 4).toString('hex'),
          name: text(span, 5),
          start: Number(integer(span, 7) / 1_000_000n),
          end: Number(integer(span, 8) / 1_000_000n),
          attributes: attributes(span, 9),
          status: Number(integer(status, 3)),
          statusMessage: text(status, 2),
          events: messages(span, 11).map((event) => text(event, 2)),
          resource,
        };
      }),
    );
  });
}

function attributes(message: Fields, field: number): Record<string, string | number> {
  return Object.fromEntries(
    messages(message, field).map((entry) => {
      const value = messages(entry, 2)[0] ?? new Map();
      return [text(entry, 1), value.has(3) ? Number(integer(value, 3)) : text(value, 1)];
    }),
  );
}
