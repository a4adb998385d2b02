import type { Telemetry, TelemetryOptions } from './span_export.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Time limit of one export, retries included: the default, and the maximum that the environment can set. */
const TIMEOUT_MS = 5_000;
const MAX_TIMEOUT_MS = 10_000;

/**
 * Whether spans are exported: an endpoint is set, and nothing switches the export off.
 *
 * @param env the environment of this process
 */
export function exportsSpans(env: Env): boolean {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  const exporters = env['OTEL_TRACES_EXPORTER']?.trim() ?? '';
  if (exporters !== '' && !exporters.split(',').some((name) => name.trim() === 'otlp')) return false;
  return endpointOf(env) !== undefined;
}

/** The endpoint of the spans, as the environment has it. */
function endpointOf(env: Env): string | undefined {
  const named = [env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], env['OTEL_EXPORTER_OTLP_ENDPOINT']];
  return named.find((value) => value !== undefined && value.trim() !== '');
}

/**
 * Exports spans over OTLP/HTTP if the environment asks for it. The SDK is loaded only then.
 *
 * @returns nothing if spans are not exported
 */
export async function startTelemetry(env: Env, options: TelemetryOptions): Promise<Telemetry | undefined> {
  if (!exportsSpans(env)) return undefined;
  const { exportSpans } = await import('./export_spans.js');
  return exportSpans({ ...options, timeoutMs: timeoutOf(env) });
}

function timeoutOf(env: Env): number {
  const text = env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] ?? env['OTEL_EXPORTER_OTLP_TIMEOUT'] ?? '';
  return /^[1-9][0-9]*$/.test(text.trim()) ? Math.min(Number(text), MAX_TIMEOUT_MS) : TIMEOUT_MS;
}
