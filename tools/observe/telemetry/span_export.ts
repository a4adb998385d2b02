import type { Emit } from '../../exec/index.js';
import type { TraceContext } from './trace_context.js';

export interface TelemetryOptions {
  readonly context: TraceContext;
  readonly host: string;
  /** Version of DataBuild. */
  readonly version: string;
}

export interface Telemetry {
  readonly emit: Emit;
  /** Sends the remaining spans, or gives up after some seconds. Never fails. */
  readonly close: () => Promise<SpanDelivery>;
}

/** How many spans were exported and how many were lost. */
export interface SpanDelivery {
  readonly delivered: number;
  readonly lost: number;
  /** The first error, if there was one. */
  readonly detail?: string;
}
