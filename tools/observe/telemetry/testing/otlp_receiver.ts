import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { LoopbackServer } from '../../../dev/testing/index.js';
import { bytes, integer, messages, readFields, text, type Fields } from './protobuf.js';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly statusMessage: string;
  readonly events: readonly string[];
  readonly resource: Readonly<Record<string, string | number>>;
}

export interface Reception {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as received, decompressed. */
  readonly body: Buffer;
}

/** A collector of OTLP over HTTP, in protobuf, on the loopback interface. */
export class OtlpReceiver {
  readonly receptions: Reception[] = [];
  readonly spans: ReceivedSpan[] = [];
  /** The status of its answers; 0 for no answer at all. */
  status = 200;
  #server: LoopbackServer | undefined;

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server = await LoopbackServer.start((request, packed, response) => {
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      receiver.receptions.push({ path: request.url ?? '', headers: request.headers, body });
      if (receiver.status === 0) return;
      if (receiver.status === 200) receiver.spans.push(...readSpans(body));
      response.writeHead(receiver.status, { 'content-type': 'application/x-protobuf' }).end();
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
