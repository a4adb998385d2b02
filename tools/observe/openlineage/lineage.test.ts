import { describe, expect, test } from '@jest/globals';
import { timeIds } from '../../base/runtime/index.js';
import type { ExecEvent } from '../../exec/index.js';
import { fakeTask, refs } from '../../dev/testing/index.js';
import { Lineage, readParent, SCHEMA_URLS, type LineageOptions, type RunEvent } from './index.js';
import { BUILD_ID, happens, lineageOptions, START } from './testing/index.js';

const A = fakeTask({ outputs: ['a/1', 'a/2'], inputs: ['raw/1', '?hints'] });
const B = fakeTask({ outputs: ['b/1'], inputs: ['a/1', '?a/1'] });

function told(events: readonly ExecEvent[], options: Partial<LineageOptions> = {}): RunEvent[] {
  const lineage = new Lineage({ ...lineageOptions([A, B]), ...options });
  return events.flatMap((event) => lineage.eventsOf(event));
}

/** Time, type and job of each event. */
function steps(events: readonly RunEvent[]): string[] {
  return events.map(({ eventType, eventTime, job }) => {
    return `${String(Date.parse(eventTime) - START)} ${eventType} ${job.name}`;
  });
}

describe('lineage runs', () => {
  test('are the build and every task that starts, each with one start and one end', () => {
    const events = told([
      happens.begin(),
      happens.announced(A),
      happens.announced(B),
      happens.started(A, 10),
      happens.retrying(A, 20),
      happens.started(A, 30, 2),
      happens.finished(A, 40),
      happens.started(B, 50),
      happens.failed(B, 60),
      happens.end('failed', 70),
    ]);
    expect(steps(events)).toEqual([
      '0 START //t:g.exec',
      '10 START //test:a',
      '40 COMPLETE //test:a',
      '50 START //test:b',
      '60 FAIL //test:b',
      '70 FAIL //t:g.exec',
    ]);
    const [build, a, aEnd, b] = events.map(({ run }) => run.runId);
    expect(build).toBe(BUILD_ID);
    expect(aEnd).toBe(a);
    expect(new Set([build, a, b]).size).toBe(3);
    expect(events.every(({ schemaURL }) => schemaURL === SCHEMA_URLS.event)).toBe(true);
    expect(events.every(({ job }) => job.namespace === 'ns//t:g')).toBe(true);
  });

  test('do not include tasks that never start', () => {
    const never = [happens.skipped(A, 1), happens.aborted(B, 2, false), happens.delegated(A, 3)];
    const events = told([
      happens.begin(),
      happens.announced(A),
      happens.announced(B),
      ...never,
      happens.end('succeeded', 9),
    ]);
    expect(steps(events)).toEqual(['0 START //t:g.exec', '9 COMPLETE //t:g.exec']);
  });

  test.each([
    ['aborted', happens.aborted(A, 2)],
    ['found to be made by another build', happens.delegated(A, 2)],
  ])('end with ABORT for a task that is %s after it has started', (_, event) => {
    const events = told([happens.begin(), happens.started(A, 1), event, happens.end('cancelled', 3)]);
    expect(steps(events).slice(1)).toEqual(['1 START //test:a', '2 ABORT //test:a', '3 ABORT //t:g.exec']);
  });

  test('that are still open when the build ends are aborted', () => {
    const events = told([happens.begin(), happens.started(A, 1), happens.end('cancelled', 3)]);
    expect(steps(events).slice(1)).toEqual(['1 START //test:a', '3 ABORT //test:a', '3 ABORT //t:g.exec']);
  });

  test('have a start even if the task fails before its process starts', () => {
    const events = told([happens.begin(), happens.failed(A, 2000), happens.end('failed', 3000)]);
    expect(steps(events).slice(1, 3)).toEqual(['1000 START //test:a', '2000 FAIL //test:a']);
  });

  test('have ids that follow from the build and the task, and sort with the build', () => {
    const runId = (buildId: string): string => {
      const events = told([{ ...happens.begin(), buildId } as ExecEvent, happens.started(A, 1)]);
      return events[1]?.run.runId ?? '';
    };
    const buildId = timeIds(() => START)();
    expect(runId(buildId)).toBe(runId(buildId));
    expect(runId(buildId)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(runId(buildId).slice(0, 13)).toBe(buildId.slice(0, 13));
    expect(runId('any other text')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test('of tasks have the build as their parent, and the build has the run that started it', () => {
    const happened = [happens.begin(), happens.started(A, 1)];
    const self = { run: { runId: BUILD_ID }, job: { namespace: 'ns//t:g', name: '//t:g.exec' } };
    const [build, task] = told(happened);
    expect(build?.run.facets.parent).toBeUndefined();
    expect(task?.run.facets.parent).toMatchObject({ ...self, root: self });

    const parent = readParent('airflow://prod/daily.build/0192f0c4-0000-7000-8000-000000000000');
    const [below, taskBelow] = told(happened, { parent });
    expect(below?.run.facets.parent).toMatchObject({
      run: { runId: '0192f0c4-0000-7000-8000-000000000000' },
      job: { namespace: 'airflow://prod', name: 'daily.build' },
    });
    expect(taskBelow?.run.facets.parent).toMatchObject(self);
    expect(taskBelow?.run.facets.parent?.root).toBeUndefined();
  });

  test.each([
    '',
    'x',
    'ns/name/no-uuid',
    '/name/0192f0c4-0000-7000-8000-000000000000',
    'ns//0192f0c4-0000-7000-8000-000000000000',
  ])('have no parent if OPENLINEAGE_PARENT_ID is %j', (text) => {
    expect(readParent(text)).toBeUndefined();
  });

  test('that fail have an error message', () => {
    const events = told([happens.begin(), happens.started(A, 1), happens.failed(A, 2), happens.end('failed', 3)]);
    const messages = events.map(({ run }) => run.facets.errorMessage?.message);
    expect(messages).toEqual([undefined, undefined, 'problem exit-non-zero', '1 failed']);
  });
});

describe('lineage datasets', () => {
  test('have versions only after success: the manifests that were read and the one that was recorded', () => {
    const events = told([
      happens.begin(),
      happens.started(A, 1),
      happens.finished(A, 2),
      happens.started(B, 3),
      happens.failed(B, 4),
    ]);
    const [, start, complete, , fail] = events.map(({ inputs, outputs }) => ({
      inputs: inputs.map(({ name, facets }) => [name, facets?.version.datasetVersion]),
      outputs: outputs.map(({ name, facets }) => [name, facets?.version.datasetVersion]),
    }));
    const made = `manifest-of-${A.id}`;
    expect(start?.inputs).toEqual([
      ['raw/1', undefined],
      ['hints', undefined],
    ]);
    expect(start?.outputs).toEqual([
      ['a/1', undefined],
      ['a/2', undefined],
    ]);
    expect(complete?.inputs).toEqual([
      ['raw/1', 'read-raw/1'],
      ['hints', 'read-hints'],
    ]);
    expect(complete?.outputs).toEqual([
      ['a/1', made],
      ['a/2', made],
    ]);
    // The config names it twice, but it is one input.
    expect(fail?.inputs).toEqual([['a/1', undefined]]);
    expect(events.flatMap(({ inputs }) => inputs).every(({ namespace }) => namespace === 'ns')).toBe(true);
  });

  test('have no version if they are inputs that do not exist', () => {
    const inputs = refs('hints').map((ref) => ({ depType: 'query' as const, ref, manifest: null, versionKey: null }));
    const [, , complete] = told([happens.begin(), happens.started(A, 1), happens.finished(A, 2, { inputs })]);
    expect(complete?.inputs).toEqual([{ namespace: 'ns', name: 'hints' }]);
  });

  test.each([
    [
      { rows: 3, bytes: 40, files: 1 },
      { rowCount: 3, size: 40, fileCount: 1 },
    ],
    [
      { row_count: 3, size: 0, file_count: 2 },
      { rowCount: 3, size: 0, fileCount: 2 },
    ],
    [
      { rowCount: 1, row_count: 2, rows: 3, fileCount: 4 },
      { rowCount: 1, fileCount: 4 },
    ],
    [{ rowCount: '1', row_count: 1.5, rows: 3 }, { rowCount: 3 }],
    [{ rows: 1, outputs: { 'b/1': { rows: 2 } } }, { rowCount: 2 }],
    [{ rows: -1, bytes: 1e300, files: null, other: 5 }, undefined],
    [{ outputs: 'b/1' }, undefined],
  ])('have the statistics that the metadata report: %j gives %j', (metadata, statistics) => {
    const [, , complete] = told([happens.begin(), happens.started(B, 1), happens.finished(B, 2, { metadata })]);
    const facet = complete?.outputs[0]?.outputFacets?.outputStatistics;
    if (statistics === undefined) expect(facet).toBeUndefined();
    else
      expect(facet).toEqual({
        _producer: 'urn:databuild:1.2.3',
        _schemaURL: SCHEMA_URLS.outputStatistics,
        ...statistics,
      });
  });

  test('have versions and no statistics if the task did not run because its inputs had the same data', () => {
    const events = told([happens.begin(), happens.unchanged(B, 2, { id: 'm2', metadata: { rows: 3 } })]);
    expect(steps(events)).toEqual(['0 START //t:g.exec', '2 START //test:b', '2 COMPLETE //test:b']);
    const [output] = events[2]?.outputs ?? [];
    expect(output?.facets?.version.datasetVersion).toBe('m2');
    expect(output).not.toHaveProperty('outputFacets');
  });

  test('have no statistics if the metadata count several outputs together', () => {
    const metadata = { rows: 5, outputs: { 'a/2': { rows: 3 } } };
    const [, , complete] = told([happens.begin(), happens.started(A, 1), happens.finished(A, 2, { metadata })]);
    expect(complete?.outputs.map(({ outputFacets }) => outputFacets?.outputStatistics.rowCount)).toEqual([
      undefined,
      3,
    ]);
  });
});

test('lineage contains nothing of arguments, variables, logs and metadata', () => {
  const events = told([
    happens.begin(),
    happens.started(A, 1),
    happens.finished(A, 2),
    happens.started(B, 3),
    happens.failed(B, 4),
    happens.end('failed', 5),
  ]);
  expect(events).toHaveLength(6);
  expect(JSON.stringify(events)).not.toContain('SECRET');
});
