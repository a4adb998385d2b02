export type { SpanDelivery, Telemetry } from './span_export.js';
export { exportsSpans, startTelemetry } from './telemetry.js';
export { traceContext, type TraceContext } from './trace_context.js';
