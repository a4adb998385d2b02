import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { settledOr } from '../../base/runtime/index.js';
import type { Telemetry, TelemetryOptions } from './span_export.js';
import { Spans, type NextIds } from './spans.js';

type ExportDone = Parameters<SpanExporter['export']>[1];

/** Spans are sent when this many are waiting, or else every few seconds. */
const BATCH = 512;

/** More waiting spans than this are dropped. */
const MAX_WAITING = 16_384;

/** Starts the SDK with the exporter that the variables of OpenTelemetry configure. */
export function exportSpans({
  context,
  host,
  version,
  timeoutMs,
}: TelemetryOptions & { readonly timeoutMs: number }): Telemetry {
  const exporter = new CountingExporter(
    new OTLPTraceExporter({ timeoutMillis: timeoutMs, concurrencyLimit: Math.ceil(MAX_WAITING / BATCH) * 2 }),
  );
  const next: NextIds = { traceId: '', spanId: '' };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: 'databuild',
      [ATTR_SERVICE_VERSION]: version,
      'host.name': host,
    }).merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [new BatchSpanProcessor({ exporter, maxExportBatchSize: BATCH, maxQueueSize: MAX_WAITING })],
  });
  const spans = new Spans(provider.getTracer('databuild', version), context, next);
  return {
    emit: spans.emit,
    close: async () => {
      // Shutdown sends all remaining spans at once. An export normally ends within `timeoutMs`, retries included, but one
      // whose answer never ends does not.
      const giveUp = new AbortController();
      const timer = setTimeout(() => {
        giveUp.abort();
      }, timeoutMs);
      await settledOr(provider.shutdown(), giveUp.signal);
      clearTimeout(timer);
      const { delivered, detail = giveUp.signal.aborted ? 'no answer in time' : undefined } = exporter;
      return { delivered, lost: spans.ended - delivered, ...(detail !== undefined && { detail }) };
    },
  };
}

/** Describes a failed export by its status: the message of an answer may be any text of the server. */
function describeExport(error: Error & { readonly code?: unknown }): string {
  if (typeof error.code === 'number') return `status ${String(error.code)}`;
  return error.message === '' ? error.name : error.message;
}

/** Counts the delivered spans, which the SDK does not report. */
class CountingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  delivered = 0;
  /** The first error. */
  detail: string | undefined;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  export(spans: ReadableSpan[], done: ExportDone): void {
    this.#exporter.export(spans, (result) => {
      if (result.error === undefined) this.delivered += spans.length;
      else this.detail ??= describeExport(result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
