export { endpointOf, exportsSpans, startTelemetry, type SpanDelivery, type Telemetry } from './telemetry.js';
export { traceContext, type TraceContext } from './trace_context.js';
