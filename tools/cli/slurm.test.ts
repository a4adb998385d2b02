import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { appears } from '../dev/testing/index.js';
import { HAS_SLURM, startSlurm, type SlurmCluster } from '../dev/testing/slurm/index.js';
import { end, expectFailureWithLog, expectSameAsLocal, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(120_000);

let cluster: SlurmCluster;
let graph: TestGraph;

beforeAll(async () => {
  if (HAS_SLURM) cluster = await startSlurm();
});

afterAll(() => (HAS_SLURM ? cluster.stop() : undefined));

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Tests of a real cluster, where there is one. */
const testOnSlurm = HAS_SLURM ? test : test.skip;

const ON_SLURM = ['--state-dir', 's', '--engine', 'slurm', '--engine-option', 'lost-after=2'];

const build = (...args: readonly string[]): Promise<Done> =>
  graph.run('build', [...ON_SLURM, ...args], { env: cluster.env });

testOnSlurm('a build on Slurm makes what a local build makes', () => expectSameAsLocal(graph, build));

testOnSlurm('a task that fails on Slurm fails the build, with its log', () => expectFailureWithLog(build));

testOnSlurm(
  'the options of a job come before those of its graph, and those of the command line before both',
  async () => {
    graph.setJob({ engineOptions: { partition: 'nowhere' } }, { engineOptions: { partition: 'main' } });
    const { code, stderr } = await build('a/1');
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/slurm does not run it: .*partition/),
    });
    expect(await build('-q', '--engine-option', 'partition=main', 'a/1')).toMatchObject({ code: 0, stderr: '' });
    graph.setJob({}, { engineOptions: { partition: 'nowhere' } });
    expect(await build('a/2')).toMatchObject({ code: 1 });
  },
);

testOnSlurm('pools and limits of resources hold on Slurm, which knows nothing of them', async () => {
  graph.setScripts({ run: '#!/bin/sh\nmkdir one || exit 1; sleep 0.2; rmdir one; mkdir -p a; echo made > "$1"\n' });
  graph.setJob({ resources: { warehouse: 1 } });
  expect(await graph.run('catalog', ['pool', 'set', '--state-dir', 's', '-q', 'warehouse', '1'])).toMatchObject({
    code: 0,
  });
  expect(await build('-q', 'a/1', 'a/2', 'a/3')).toMatchObject({ code: 0, stderr: '' });
  graph.setJob({ resources: { api: 1 } });
  expect(await build('-q', '--resource', 'api=1', 'a/4', 'a/5')).toMatchObject({ code: 0, stderr: '' });
});

testOnSlurm('a signal cancels the jobs of a build', async () => {
  const child = graph.start('build', [...ON_SLURM, 'a/sleeps'], cluster.env);
  const done = end(child);
  await appears(join(graph.dir, 's/data/pid'));
  child.kill('SIGTERM');
  expect(await done).toMatchObject({ code: 143, stdout: '' });
  expect((await cluster.tool('squeue', '-h', '-t', 'PENDING,RUNNING')).trim()).toBe('');
});

test('an option that the engine does not have is refused, and the others are named', async () => {
  const { code, stderr } = await graph.run('build', [
    ...['--state-dir', 's', '--engine', 'slurm', '--engine-option', 'queue=x', 'a/1'],
  ]);
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('slurm refuses: it has no option queue; its options are account, partition'),
  });
});

test.each([
  ['build', ['a/1'], '--engine-option has no effect without an engine; name it with --engine'],
  ['build', ['--engine', 'local', 'a/1'], '--engine-option has no effect without an engine'],
  ['compile', ['--to', 'bash', 'a/1'], '--engine-option has no effect with --to bash'],
])('an option of an engine is refused where there is none: %s %j', async (command, args, message) => {
  const { code, stderr } = await graph.run(command, ['--state-dir', 's', '--engine-option', 'partition=x', ...args]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

test('an engine whose programs are missing is refused', async () => {
  const { code, stderr } = await graph.run('build', ['--state-dir', 's', '--engine', 'slurm', 'a/1'], {
    env: { PATH: '/nowhere' },
  });
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('scontrol of slurm is not on the PATH'),
  });
});

test('an engine is chosen by variables, which a command that runs no tasks ignores', async () => {
  const env = { DATABUILD_ENGINE: 'slurm', DATABUILD_ENGINE_OPTION: 'partition=short queue=x' };
  expect(await graph.run('build', ['--state-dir', 's', 'a/1'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('slurm refuses: it has no option queue'),
  });
  expect(await graph.run('build', ['-q', '--state-dir', 's', '--engine', 'local', 'a/1'], { env })).toMatchObject({
    code: 0,
    stderr: '',
  });
  const unknown = { DATABUILD_ENGINE: 'slrum' };
  expect(await graph.run('build', ['--state-dir', 's', 'a/1'], { env: unknown })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it must be one of local, slurm, kubernetes (it is set by $DATABUILD_ENGINE)'),
  });
  expect(await graph.run('plan', ['-q', '--state-dir', 's', 'a/1'], { env: unknown })).toMatchObject({ code: 0 });
});
