import type { Emit } from '../../exec/index.js';
import type { TraceContext } from './trace_context.js';

export interface TelemetryOptions {
  readonly context: TraceContext;
  readonly host: string;
  /** Of DataBuild. */
  readonly version: string;
}

export interface Telemetry {
  readonly emit: Emit;
  /** Sends what is left, or gives up after some seconds. Never fails. */
  readonly close: () => Promise<SpanDelivery>;
}

/** What became of the spans that were to be exported. */
export interface SpanDelivery {
  readonly delivered: number;
  readonly lost: number;
  /** What went wrong first, where anything did. */
  readonly detail?: string;
}
