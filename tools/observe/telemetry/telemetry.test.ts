import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Emit, ExecEvent } from '../../exec/index.js';
import type { PartitionRef } from '../../base/model/index.js';
import { exportsSpans, unusableEndpoint, startTelemetry, traceContext, type Telemetry } from './index.js';
import { fakeManifest } from './testing/index.js';
import { OtlpReceiver } from './testing/index.js';

const BUILD = '0192f0c4-5a6b-7c8d-9e0f-112233445566';
const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const START = Date.UTC(2024, 2, 1);
const A = { id: 'a'.repeat(16), job: '//t:a', outputs: ['a/1' as PartitionRef, 'a/2' as PartitionRef] };
const B = { id: 'b'.repeat(16), job: '//t:b', outputs: ['b/1' as PartitionRef] };

let receiver: OtlpReceiver;
let before: NodeJS.ProcessEnv;

beforeEach(async () => {
  before = { ...process.env };
  receiver = await OtlpReceiver.start();
});

afterEach(async () => {
  process.env = before;
  await receiver.stop();
});

/** The SDK reads its variables itself. */
async function started(variables: Record<string, string> = {}, traceparent?: string): Promise<Telemetry> {
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables });
  const telemetry = await startTelemetry(process.env, {
    context: traceContext(traceparent, true),
    host: 'h',
    version: '1.2.3',
  });
  if (telemetry === undefined) throw new Error('not exported');
  return telemetry;
}

function begin(emit: Emit): void {
  emit({
    type: 'build',
    event: 'started',
    time: START,
    buildId: BUILD,
    label: '//t:g',
    plan: 'p',
    host: 'h',
    tasks: 2,
    pruned: 3,
    reasons: { missing: 2 },
    logDir: '/logs',
  });
  for (const task of [A, B]) {
    emit({ type: 'task', event: 'announced', time: START, task, reason: { kind: 'missing', refs: task.outputs } });
  }
}

function end(emit: Emit, outcome: 'succeeded' | 'failed' | 'cancelled'): void {
  const counts = { built: 1, failed: 0, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 3 };
  emit({ type: 'build', event: 'finished', time: START + 9000, outcome, ...counts, durationMs: 9000 });
}

const start = (task: typeof A, attempt: number, after: number): ExecEvent => ({
  type: 'task',
  event: 'started',
  time: START + after,
  task,
  attempt,
  log: '/logs/x',
});

test('spans are exported only if an endpoint is set and nothing switches the export off', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
  expect(exportsSpans({})).toBe(false);
  expect(exportsSpans({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toBe(false);
  expect(exportsSpans(endpoint)).toBe(true);
  expect(exportsSpans({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' })).toBe(true);
  expect(exportsSpans({ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' })).toBe(false);
  expect(exportsSpans({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBe(false);
  expect(exportsSpans({ ...endpoint, OTEL_TRACES_EXPORTER: 'console, otlp' })).toBe(true);
});

test.each(['junk', 'localhost:4318', 'ftp://localhost', 'http://'])(
  'no spans are exported to an endpoint that is no address of HTTP: %s',
  (value) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: value };
    expect(exportsSpans(env)).toBe(false);
    expect(unusableEndpoint(env)).toBe('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(unusableEndpoint({ ...env, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(unusableEndpoint({ ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost' })).toBeUndefined();
  },
);

describe('the spans of a build', () => {
  test('are one for the build, and below it one for each attempt', async () => {
    const { emit, close } = await started();
    begin(emit);
    emit(start(A, 1, 1000));
    const problem = { reason: 'exit-non-zero', code: 7 } as const;
    emit({
      type: 'task',
      event: 'retrying',
      time: START + 2000,
      task: A,
      attempt: 1,
      problem,
      log: '',
      durationMs: 1000,
      delayMs: 5,
    });
    emit(start(A, 2, 3000));
    emit({ type: 'task', event: 'finished', time: START + 4000, task: A, manifest: fakeManifest(A), durationMs: 1000 });
    emit(start(B, 1, 5000));
    emit({ type: 'task', event: 'aborted', time: START + 6000, task: B, started: true });
    end(emit, 'succeeded');
    expect(await close()).toEqual({ delivered: 4, lost: 0 });

    const context = traceContext(undefined, true);
    const traceId = context.traceId(BUILD);
    const build = context.buildSpanId(BUILD);
    const spans = receiver.spans.toSorted((left, right) => left.start - right.start);
    expect(spans.map(({ name, parentSpanId, spanId }) => ({ name, parentSpanId, spanId }))).toEqual([
      { name: 'build //t:g', parentSpanId: '', spanId: build },
      { name: '//t:a', parentSpanId: build, spanId: context.attemptSpanId(BUILD, A.id, 1) },
      { name: '//t:a', parentSpanId: build, spanId: context.attemptSpanId(BUILD, A.id, 2) },
      { name: '//t:b', parentSpanId: build, spanId: context.attemptSpanId(BUILD, B.id, 1) },
    ]);
    expect(spans.every((span) => span.traceId === traceId)).toBe(true);
    expect(spans.map((span) => [span.start - START, span.end - START])).toEqual([
      [0, 9000],
      [1000, 2000],
      [3000, 4000],
      [5000, 6000],
    ]);
    expect(spans.map((span) => [span.status, span.statusMessage, span.attributes['databuild.outcome']])).toEqual([
      [0, '', 'succeeded'],
      [2, 'exit-non-zero', 'failed'],
      [0, '', 'succeeded'],
      [0, '', 'aborted'],
    ]);
    expect(spans[0]?.attributes).toMatchObject({
      'databuild.build.id': BUILD,
      'databuild.plan.id': 'p',
      'databuild.tasks': 2,
    });
    expect(spans[1]?.attributes).toEqual({
      'databuild.build.id': BUILD,
      'databuild.job': '//t:a',
      'databuild.task.id': A.id,
      'databuild.attempt': 1,
      'databuild.outputs.count': 2,
      'databuild.reason': 'missing',
      'databuild.outcome': 'failed',
      'error.type': 'exit-non-zero',
      'process.exit.code': 7,
    });
    expect(spans[2]?.attributes).toMatchObject({
      'process.exit.code': 0,
      'databuild.manifest.id': '0192f0c4-0000-7000-8000-000000000001',
    });
    expect(spans[0]?.resource).toEqual({ 'service.name': 'databuild', 'service.version': '1.2.3', 'host.name': 'h' });
  });

  test('are children of the span that the environment names', async () => {
    const { emit, close } = await started({}, PARENT);
    begin(emit);
    end(emit, 'failed');
    await close();
    expect(receiver.spans).toMatchObject([
      { traceId: PARENT.slice(3, 35), parentSpanId: '00f067aa0ba902b7', status: 2 },
    ]);
  });

  test('are not sent if the parent span is not sampled', async () => {
    const { emit, close } = await started({}, PARENT.replace(/01$/, '00'));
    begin(emit);
    emit(start(A, 1, 1));
    end(emit, 'succeeded');
    expect(await close()).toEqual({ delivered: 0, lost: 0 });
    expect(receiver.receptions).toEqual([]);
  });

  test('contain nothing of arguments, variables, refs, logs and metadata', async () => {
    const { emit, close } = await started();
    begin(emit);
    emit(start(A, 1, 1));
    emit({ type: 'task', event: 'finished', time: START + 2, task: A, manifest: fakeManifest(A), durationMs: 1 });
    const problem = { reason: 'metadata-malformed', path: '/p', detail: 'SECRET' } as const;
    emit(start(B, 1, 3));
    emit({
      type: 'task',
      event: 'failed',
      time: START + 4,
      task: B,
      attempt: 1,
      problem,
      log: 'SECRET',
      logTail: 'SECRET',
      durationMs: 1,
    });
    end(emit, 'failed');
    await close();
    expect(receiver.spans).toHaveLength(3);
    const sent = Buffer.concat(receiver.receptions.map(({ body }) => body)).toString('latin1');
    expect(sent).toContain('metadata-malformed');
    expect(sent).not.toMatch(/SECRET|a\/1/);
  });

  test('are configured by the variables of OpenTelemetry', async () => {
    const { emit, close } = await started({
      OTEL_SERVICE_NAME: 'nightly',
      OTEL_RESOURCE_ATTRIBUTES: 'team=data,service.name=other',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-token=abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/custom`,
    });
    begin(emit);
    end(emit, 'succeeded');
    await close();
    expect(receiver.spans[0]?.resource).toMatchObject({ 'service.name': 'nightly', team: 'data' });
    expect(receiver.receptions[0]).toMatchObject({
      path: '/custom',
      headers: { 'x-token': 'abc', 'content-encoding': 'gzip' },
    });
  });

  test('all arrive, even thousands at once', async () => {
    const { emit, close } = await started();
    begin(emit);
    for (let attempt = 1; attempt <= 8000; attempt++) {
      emit(start(A, attempt, attempt));
      emit({ type: 'task', event: 'aborted', time: START + attempt, task: A, started: true });
    }
    end(emit, 'cancelled');
    expect(await close()).toEqual({ delivered: 8001, lost: 0 });
    expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(8001);
  });
});

describe('a build whose collector fails', () => {
  test.each([
    ['refuses', 400, '10000', /^status 400$/],
    ['is busy', 503, '100', /./],
    ['does not answer', 0, '100', /./],
  ])('loses its spans and little time if the collector %s', async (_, status, timeoutMs, said) => {
    receiver.status = status;
    const { emit, close } = await started({ OTEL_EXPORTER_OTLP_TIMEOUT: timeoutMs });
    begin(emit);
    end(emit, 'succeeded');
    const { detail, ...counts } = await close();
    expect(counts).toEqual({ delivered: 0, lost: 1 });
    expect(detail).toEqual(expect.stringMatching(said));
    expect(receiver.receptions).toHaveLength(1);
  });

  test('loses its spans if nothing listens at the address', async () => {
    const { emit, close } = await started({ OTEL_EXPORTER_OTLP_TIMEOUT: '100' });
    await receiver.stop();
    begin(emit);
    end(emit, 'succeeded');
    expect(await close()).toMatchObject({ delivered: 0, lost: 1, detail: expect.stringContaining('ECONNREFUSED') });
    receiver = await OtlpReceiver.start();
  });
});

test('an answer that never ends delays the end of a build no longer than the export timeout', async () => {
  let drip: NodeJS.Timeout | undefined;
  const server = createServer((_, response) => {
    response.writeHead(200);
    drip = setInterval(() => response.write('x'), 10);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const telemetry = await started({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '200' });
  begin(telemetry.emit);
  end(telemetry.emit, 'succeeded');
  expect(await telemetry.close()).toEqual({ delivered: 0, lost: 1, detail: 'no answer in time' });
  clearInterval(drip);
  server.closeAllConnections();
  server.close();
});
