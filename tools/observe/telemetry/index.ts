export type { SpanDelivery, Telemetry } from './span_export.js';
export { exportsSpans, startTelemetry, unusableEndpoint } from './telemetry.js';
export { traceContext, type TraceContext } from './trace_context.js';
