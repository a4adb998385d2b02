import { hash } from 'node:crypto';

/** A span of another process, which this build is a part of. */
export interface RemoteParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/**
 * Ids of the trace of a build. All are derived from the build id, so that a process knows its place in the trace whether
 * or not spans are exported, and the trace of a build can be found by the build's id.
 */
export interface TraceContext {
  readonly parent?: RemoteParent;
  /** Whether the spans of the build are recorded: the parent decides; without one, whether spans are exported. */
  readonly sampled: boolean;
  readonly traceId: (buildId: string) => string;
  readonly buildSpanId: (buildId: string) => string;
  /** @param attempt from 1 */
  readonly attemptSpanId: (buildId: string, taskId: string, attempt: number) => string;
  /** W3C `traceparent` for the process of an attempt. */
  readonly traceparentOf: (buildId: string, taskId: string, attempt: number) => string;
}

/**
 * @param traceparent the value of `TRACEPARENT`; an invalid one counts as none
 * @param exported whether spans are exported
 */
export function traceContext(traceparent: string | undefined, exported: boolean): TraceContext {
  const parent = readTraceparent(traceparent ?? '');
  const sampled = parent === undefined ? exported : parent.sampled;
  const traceId = (buildId: string): string => parent?.traceId ?? traceIdOf(buildId);
  const attemptSpanId = (buildId: string, taskId: string, attempt: number): string =>
    spanIdOf(`attempt\n${buildId}\n${taskId}\n${String(attempt)}`);
  return {
    ...(parent !== undefined && { parent }),
    sampled,
    traceId,
    buildSpanId: (buildId) => spanIdOf(`build\n${buildId}`),
    attemptSpanId,
    traceparentOf: (buildId, taskId, attempt) =>
      `00-${traceId(buildId)}-${attemptSpanId(buildId, taskId, attempt)}-${sampled ? '01' : '00'}`,
  };
}

/** Version `ff` is invalid. Versions above `00` may have more fields after the first four. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const NO_ID = /^0+$/;

function readTraceparent(text: string): RemoteParent | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(text.trim()) ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  if (NO_ID.test(traceId) || NO_ID.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A build id is a UUID. It has as many digits as a trace id, and its last seven bytes are random, as W3C requires. */
function traceIdOf(buildId: string): string {
  const digits = buildId.replaceAll('-', '');
  return /^[0-9a-f]{32}$/.test(digits) && !NO_ID.test(digits) ? digits : hash('sha256', buildId).slice(0, 32);
}

function spanIdOf(text: string): string {
  return hash('sha256', text).slice(0, 16);
}
