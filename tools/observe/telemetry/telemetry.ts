import type { Telemetry, TelemetryOptions } from './span_export.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Time limit of one export, retries included: the default, and the maximum that the environment can set. */
const TIMEOUT_MS = 5_000;
const MAX_TIMEOUT_MS = 10_000;

/** The variables that name the endpoint of the spans. The first that is set counts. */
const ENDPOINT_VARIABLES = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/**
 * Whether spans are exported: an endpoint is set, and nothing switches the export off.
 *
 * @param env the environment of this process
 */
export function exportsSpans(env: Env): boolean {
  const variable = endpointVariable(env);
  return variable !== undefined && isAddress(env[variable]);
}

/**
 * The variable whose endpoint is not an address of HTTP, so that no spans are exported. The SDK would export them to its
 * default endpoint.
 *
 * @param env the environment of this process
 */
export function unusableEndpoint(env: Env): string | undefined {
  const variable = endpointVariable(env);
  return variable === undefined || isAddress(env[variable]) ? undefined : variable;
}

/** The variable that names the endpoint; nothing if spans are not wanted. */
function endpointVariable(env: Env): string | undefined {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return undefined;
  const exporters = env['OTEL_TRACES_EXPORTER']?.trim() ?? '';
  if (exporters !== '' && !exporters.split(',').some((name) => name.trim() === 'otlp')) return undefined;
  return ENDPOINT_VARIABLES.find((name) => (env[name] ?? '').trim() !== '');
}

function isAddress(text = ''): boolean {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
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
