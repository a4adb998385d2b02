import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fakeJob } from '../dev/testing/index.js';
import { HARMFUL, Rig, SAMPLE, samplePlan } from './testing/index.js';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.remove());

const idOf = (ref: string): string =>
  SAMPLE.tasks.find(({ config }) => config.outputs.some((output) => output === ref))?.id ?? '';

/** Makes tasks wait until there is a file `go`. */
async function hold(): Promise<void> {
  rig.setBehaviour('echo > "$folder/started"; until [ -e "$folder/go" ]; do sleep 0.02; done');
  await rig.run('mkfifo', [join(rig.dir, 'started')]);
}

/** Waits until this many tasks wait. */
async function startedTasks(count: number): Promise<void> {
  await rig.run('sh', ['-c', 'exec 3<> ../started; head -n "$1" <&3', 'sh', String(count)]);
}

test('--dry-run prints the tasks in order and runs nothing; tasks that are done are left out', async () => {
  await rig.compile('bash', SAMPLE);
  mkdirSync(join(rig.folder, 'done'));
  writeFileSync(join(rig.folder, 'done', idOf('b/2')), '');
  expect(await rig.run('./run.sh', ['-n'])).toEqual({
    code: 0,
    output: [
      ...HARMFUL.map((ref) => `${idOf(ref)}\t//test:a\n`),
      `${idOf('b/1')}\t//test:b\n`,
      `${idOf('c/1')} ${idOf('c/2')}\t//test:c\n${idOf('c/3')}\t//test:c\n`,
    ].join(''),
  });
  expect(rig.takeLog()).toEqual([]);
});

test('--only runs the tasks whose id or job matches a pattern, and what they depend on', async () => {
  await rig.compile('bash', SAMPLE);
  const chosen = async (pattern: string): Promise<string[]> => {
    const { output } = await rig.run('./run.sh', ['-n', '--only', pattern]);
    return output.split('\n').flatMap((line) => line.split('\t')[0] || []);
  };
  expect(await chosen(idOf('b/2'))).toEqual([idOf(HARMFUL[2] ?? ''), idOf('b/2')]);
  expect(await chosen('*:a')).toEqual(HARMFUL.map(idOf));
  expect(await chosen('')).toEqual([]);
});

test('--resource limits what running tasks use together', async () => {
  const plan = samplePlan(['1', '2', '3', '4'].map((name) => ({ outputs: [`a/${name}`] })));
  await rig.compile('bash', plan, { jobs: [fakeJob('a', { resources: { warehouse: 2 } })] });
  // A directory can be made by one task at a time.
  rig.setBehaviour('mkdir "$folder/alone" || exit 1; rmdir "$folder/alone"');
  expect(await rig.run('./run.sh', ['-j', '4', '--resource', 'warehouse=3'])).toMatchObject({ code: 0 });
  expect(rig.takeLog()).toHaveLength(8);

  await rig.compile('bash', plan, { jobs: [fakeJob('a', { resources: { warehouse: 2 } })] });
  const refused = await rig.run('./run.sh', ['--resource=warehouse=1']);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.output).toContain('no limit of --resource allows the remaining tasks to run');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'after %s, no task starts; running tasks finish after the first SIGINT, and end otherwise',
  async (signal, code) => {
    await rig.compile('bash', SAMPLE);
    await hold();
    const child = spawn('./run.sh', ['-j', '2'], { cwd: rig.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close');
    await startedTasks(2);
    child.kill(signal);
    if (signal === 'SIGINT') {
      for await (const line of createInterface(child.stderr)) if (line.startsWith('cancelling')) break;
      writeFileSync(join(rig.dir, 'go'), '');
    }
    expect((await ended)[0]).toBe(code);
    const done = join(rig.folder, 'done');
    expect(existsSync(done) ? readdirSync(done) : []).toHaveLength(signal === 'SIGINT' ? 2 : 0);
  },
);

test.each([
  [['--jobs'], '--jobs needs a value'],
  [['-j', 'x'], '-j is x'],
  [['--resource', 'gpu'], '--resource is gpu'],
  [['--no-such'], 'unexpected argument --no-such'],
])('refuses %j', async (args, message) => {
  await rig.compile('bash', SAMPLE);
  const { code, output } = await rig.run('./run.sh', args);
  expect(code).toBe(2);
  expect(output).toContain(`run.sh: ${message}`);
});

test('a task that is not there is an error that names it', async () => {
  await rig.compile('bash', SAMPLE, { settings: { task: '/no such/g.task' } });
  const { code, output } = await rig.run('./run.sh', ['-j', '1']);
  expect(code).toBe(2);
  expect(output).toContain('/no such/g.task is not there');
});
