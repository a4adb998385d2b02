import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../observe/openlineage/index.js';
import { checker, LineageReceiver, SCHEMAS } from '../observe/openlineage/testing/index.js';
import { OtlpReceiver } from '../observe/telemetry/testing/index.js';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const SECRET = 'correct horse battery staple';

let graph: TestGraph;
let lineage: LineageReceiver;
let collector: OtlpReceiver;

beforeEach(async () => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
  lineage = await LineageReceiver.start();
  collector = await OtlpReceiver.start();
});

afterEach(async () => {
  await Promise.all([graph.remove(), lineage.stop(), collector.stop()]);
});

interface ManifestLine {
  readonly id: string;
  readonly buildId: string;
  readonly outputs: readonly string[];
}

function manifests(stdout: string): ManifestLine[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ManifestLine);
}

/** The value of a variable in the environment that a job wrote to its partition. */
async function variableOf(ref: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(graph.dir, 's/data', ref), 'utf8');
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

describe('--openlineage', () => {
  test('FILE gets the runs of a build with their inputs and outputs', async () => {
    const { code, stdout, stderr } = await graph.run('build', [
      '--state-dir',
      's',
      '--openlineage',
      'out/l.jsonl',
      'b/1',
    ]);
    expect({ code, warnings: stderr.includes('warning') }).toEqual({ code: 0, warnings: false });
    const [a, b] = manifests(stdout);
    const text = await readFile(join(graph.dir, 'out/l.jsonl'), 'utf8');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.flatMap(checker(SCHEMAS))).toEqual([]);
    expect(
      events.map(({ eventType, job, outputs }) => [eventType, job.name, ...outputs.map(({ name }) => name)]),
    ).toEqual([
      ['START', '//t:g.exec'],
      ['START', '//t:j', 'a/1'],
      ['COMPLETE', '//t:j', 'a/1'],
      ['START', '//t:j', 'b/1'],
      ['COMPLETE', '//t:j', 'b/1'],
      ['COMPLETE', '//t:g.exec'],
    ]);
    const last = events[4];
    expect(last?.inputs).toMatchObject([
      { namespace: 'databuild', name: 'a/1', facets: { version: { datasetVersion: a?.id } } },
    ]);
    expect(last?.outputs).toMatchObject([{ facets: { version: { datasetVersion: b?.id } } }]);
    expect(last?.run.facets.parent?.run.runId).toBe(b?.buildId);
  });

  test('URL gets them too, also if a task fails', async () => {
    const args = ['--state-dir', 's', '--openlineage', lineage.url, '--openlineage-namespace', 'prod', 'a/fails'];
    const env = { OPENLINEAGE_API_KEY: 'key', OPENLINEAGE_NAMESPACE: 'other' };
    const { code } = await graph.run('build', args, { env });
    expect(code).toBe(1);
    const events = lineage.posts.map(({ body }) => body as RunEvent);
    expect(events.flatMap(checker(SCHEMAS))).toEqual([]);
    expect(events.map(({ eventType, run }) => [eventType, run.facets.errorMessage?.message])).toEqual([
      ['START', undefined],
      ['START', undefined],
      ['FAIL', 'exit code 3'],
      ['FAIL', '1 task failed'],
    ]);
    expect(events[2]).toMatchObject({
      job: { namespace: 'prod//t:g' },
      outputs: [{ namespace: 'prod', name: 'a/fails' }],
    });
    expect(lineage.posts[0]).toMatchObject({ path: '/api/v1/lineage', headers: { authorization: 'Bearer key' } });
  });

  test('reports a job that runs by itself', async () => {
    const { code } = await graph.run('job-exec', ['--state-dir', 's', '--openlineage', lineage.url, 'a/1']);
    expect(code).toBe(0);
    expect(lineage.posts.map(({ body }) => (body as RunEvent).job.name)).toEqual([
      '//t:j.exec',
      '//t:j',
      '//t:j',
      '//t:j.exec',
    ]);
  });

  test('costs a warning if the server refuses, and the build succeeds', async () => {
    lineage.answers.push(404);
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', '--openlineage', lineage.url, 'a/1']);
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: lineage: events are no longer sent to ${lineage.url}/api/v1/lineage`);
  });

  test.each([
    ['', 'is empty'],
    ['ftp://x', 'neither http nor https'],
    ['http://', 'not a valid address'],
  ])('refuses the target %j', async (target, message) => {
    const { code, stderr } = await graph.run('build', ['--openlineage', target, 'a/1']);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('traces of a build', () => {
  test('go to the endpoint of the environment, below its span, and every job gets its own context', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACEPARENT: PARENT };
    const { code, stdout } = await graph.run('build', ['--state-dir', 's', 'a/env'], { env });
    expect(code).toBe(0);
    const [build, task] = collector.spans.toSorted((left, right) => left.start - right.start || right.end - left.end);
    expect(collector.spans).toHaveLength(2);
    expect(build).toMatchObject({
      name: 'build //t:g',
      traceId: PARENT.slice(3, 35),
      parentSpanId: PARENT.slice(36, 52),
    });
    expect(build?.attributes['databuild.build.id']).toBe(manifests(stdout)[0]?.buildId);
    expect(task).toMatchObject({ name: '//t:j', parentSpanId: build?.spanId });
    expect(await variableOf('a/env', 'TRACEPARENT')).toBe(`00-${PARENT.slice(3, 35)}-${task?.spanId ?? ''}-01`);
  });

  test('give jobs a context that is not sampled if nothing is exported', async () => {
    const { stdout } = await graph.run('build', ['--state-dir', 's', 'a/env']);
    const traceId = manifests(stdout)[0]?.buildId.replaceAll('-', '');
    expect(await variableOf('a/env', 'TRACEPARENT')).toMatch(new RegExp(`^00-${traceId ?? ''}-[0-9a-f]{16}-00$`));
  });

  test('cost a warning if the collector does not answer, and the build succeeds', async () => {
    collector.status = 0;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '200' };
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', 'a/1'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: 2 spans did not arrive at the OTLP endpoint: ');
  });

  test('cost a warning if the endpoint is no address, and none are sent', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'junk' };
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', 'a/1'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: no spans are sent, because OTEL_EXPORTER_OTLP_ENDPOINT is not an address; ');
  });
});

test('variables that are passed to jobs appear in neither lineage nor spans', async () => {
  const env = { TOKEN: SECRET, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const args = ['--state-dir', 's', '--pass-env', 'TOKEN', '--openlineage', lineage.url, 'a/env', 'b/fails'];
  await graph.run('build', args, { env });
  expect(await variableOf('a/env', 'TOKEN')).toBe(SECRET);
  expect(lineage.posts.length).toBeGreaterThan(3);
  expect(collector.spans.length).toBeGreaterThan(2);
  expect(JSON.stringify(lineage.posts)).not.toContain(SECRET);
  expect(Buffer.concat(collector.receptions.map(({ body }) => body)).toString('latin1')).not.toContain(SECRET);
});
