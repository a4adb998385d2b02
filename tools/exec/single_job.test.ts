import { expect, test } from '@jest/globals';
import { memoryCatalog } from '../catalog/index.js';
import {
  contentKey,
  taskId,
  versionKey,
  type Manifest,
  type PartitionRef,
  type TaskConfig,
} from '../base/model/index.js';
import { fakeJob } from '../dev/testing/index.js';
import { workOfJob } from './single_job.js';

const job = fakeJob('j', { label: '//t:j', version: '2.1.0' });
const digest = 'd'.repeat(64);

const ref = (text: string): PartitionRef => text as PartitionRef;

function config(output: string, inputs: readonly string[] = [], queries: readonly string[] = []): TaskConfig {
  return {
    outputs: [ref(output)],
    inputs: [
      ...inputs.map((input) => ({ depType: 'materialize', ref: ref(input) }) as const),
      ...queries.map((input) => ({ depType: 'query', ref: ref(input) }) as const),
    ],
    args: [],
    env: {},
    executable: '_main/run',
  };
}

const manifest = (output: string): Manifest => ({
  schemaVersion: 1,
  id: `m-${output}`,
  outputs: [ref(output)],
  inputs: [],
  job: '//t:up',
  jobVersion: '0.0.0',
  config: config(output),
  startTime: '2024-01-01T00:00:00.000Z',
  endTime: '2024-01-01T00:00:00.000Z',
  buildId: 'b',
  taskId: 't',
  host: 'h',
  attempt: 1,
  exitCode: 0,
  versionKey: `key-${output}`,
  metadata: {},
});

test('the keys of a task depend on the keys of its inputs, as in a build of the graph', async () => {
  const catalog = memoryCatalog();
  await catalog.record([manifest('z'), { ...manifest('y'), contentKey: 'content-y' }]);
  const work = await workOfJob(job, digest, [config('a', ['z', 'y', 'z'])], catalog);
  expect(work).toMatchObject({
    ok: true,
    value: {
      label: '//t:j',
      pruned: 0,
      tasks: [
        {
          id: taskId('//t:j', [ref('a')]),
          versionKey: versionKey('//t:j', '2.1.0', [ref('a')], ['key-y', 'key-z']),
          contentKey: contentKey('//t:j', digest, config('a'), ['', 'content-y']),
          dependsOn: [],
          reason: { kind: 'forced' },
        },
      ],
    },
  });
});

test('configs that need each other are ordered, even in a chain too long for recursion', async () => {
  const days = Array.from({ length: 100_000 }, (_, day) =>
    config(`d/${String(day)}`, day === 0 ? [] : [`d/${String(day - 1)}`]),
  );
  const work = await workOfJob(job, digest, days.toReversed(), memoryCatalog());
  if (!work.ok) throw new Error('no work');
  expect(work.value.tasks[0]?.dependsOn).toEqual([taskId('//t:j', [ref('d/99998')])]);
  expect(work.value.tasks.at(-1)?.dependsOn).toEqual([]);
}, 30_000);

test('every missing materialize input is named; a missing query input is accepted', async () => {
  const work = await workOfJob(job, digest, [config('a', ['x', 'y'], ['q'])], memoryCatalog());
  const neededBy = { id: taskId('//t:j', [ref('a')]), job: '//t:j', outputs: ['a'] };
  expect(work).toEqual({
    ok: false,
    error: [
      { reason: 'input-missing', ref: 'x', neededBy },
      { reason: 'input-missing', ref: 'y', neededBy },
    ],
  });
});

test('a cycle is reported as one path', async () => {
  const work = await workOfJob(
    job,
    digest,
    [config('a', ['b']), config('b', ['c']), config('c', ['a'])],
    memoryCatalog(),
  );
  expect(work).toMatchObject({ ok: false, error: [{ reason: 'job-cycle', job: '//t:j' }] });
  const [cycle] = work.ok ? [] : work.error;
  const path = cycle?.reason === 'job-cycle' ? cycle.outputs.join('') : '';
  expect('abcabc').toContain(path);
  expect(path).toHaveLength(3);
});
