import { expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import { contentKey, type Plan, type TaskConfig } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { isEdited, tasksUnlikeTheirKeys } from './edited.js';
import { foreignExecutables } from './foreign.js';
import { plan } from './plan.js';

/** The code digest of fake jobs. */
const CODE = 'd'.repeat(64);

/** A plan that makes b/1, and a/1 from b/1. */
async function planned(): Promise<Plan> {
  const b = fakeTask({ outputs: ['b/1'] });
  const a = fakeTask({ outputs: ['a/1'], inputs: ['b/1'] });
  const keyOfB = contentKey(b.job, CODE, b.config, []);
  const keyOfA = contentKey(a.job, CODE, a.config, [keyOfB]);
  const graph = fakeJobGraph([
    { ...b, contentKey: keyOfB },
    { ...a, contentKey: keyOfA },
  ]);
  const result = await plan(graph, {}, { catalog: memoryCatalog(), jobs: [] });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The plan with changes to the config of its first task. */
function withFirst(made: Plan, config: Partial<TaskConfig>): Plan {
  const tasks = made.tasks.map((task, at) => (at > 0 ? task : { ...task, config: { ...task.config, ...config } }));
  return { ...made, tasks };
}

test('an unchanged plan has the id of its content, and tasks that match their keys', async () => {
  const made = await planned();
  expect([isEdited(made), tasksUnlikeTheirKeys(made)]).toEqual([false, []]);
});

test.each([
  ['args', { args: ['other'] }],
  ['env', { env: { LD_PRELOAD: '/tmp/x.so' } }],
  ['executable', { executable: '/bin/sh' }],
])('a task whose %s were edited does not match its key', async (_, change) => {
  const edited = withFirst(await planned(), change);
  expect(isEdited(edited)).toBe(true);
  expect(tasksUnlikeTheirKeys(edited).map(({ config }) => config.outputs)).toEqual([['b/1']]);
});

test('does not check a task with inputs that the plan does not make', async () => {
  const made = await planned();
  const edited = withFirst({ ...made, tasks: made.tasks.slice(1) }, { args: ['other'] });
  expect([isEdited(edited), tasksUnlikeTheirKeys(edited)]).toEqual([true, []]);
});

test('lists a foreign executable once for each job, but never one of a job of the graph', () => {
  const tasks = ['/bin/sh', '/bin/sh', 'own/run', '../../bin/sh'].map((executable, number) =>
    fakeTask({ job: '//t:j', outputs: [`a/${String(number)}`], config: { executable } }),
  );
  expect(foreignExecutables(tasks, [{ run: 'own/run' }])).toEqual([
    { executable: '/bin/sh', job: '//t:j', ref: refs('a/0')[0], tasks: 2 },
    { executable: '../../bin/sh', job: '//t:j', ref: refs('a/3')[0], tasks: 1 },
  ]);
});
