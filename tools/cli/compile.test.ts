import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TARGETS } from '../compile/index.js';
import { BUNDLE, TestGraph, type Done } from './testing/index.js';
import { COMPILE_OPTIONS } from './compile_options.js';

jest.setTimeout(180_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(BUNDLE);
});

afterEach(() => graph.remove());

/** With the state directory in the directory of the graph. */
const compile = (...args: readonly string[]) => graph.run('compile', args, { env: { DATABUILD_STATE_DIR: 's' } });

test('plans refs, writes a folder, prints its path and says how to run it', async () => {
  const { code, stdout, stderr } = await compile('--to', 'bash', 'b/1');
  expect(code).toBe(0);
  const folder = stdout.trimEnd();
  expect(folder).toMatch(/\/bash-[0-9a-f]{12}$/);
  expect(stderr).toContain(`compiled 2 tasks to bash; to run: cd ${folder} && ./run.sh\n`);
  expect(readdirSync(folder)).toEqual([
    'compiled.json',
    'jobs.tsv',
    'plan.json',
    'plan.json.index',
    'run.sh',
    'task.sh',
    'tasks.tsv',
  ]);
});

test('the plan of the folder and the command in its header give the same folder again', async () => {
  const made = await compile('--to', 'make', '--out', 'one', '--slice', '1/2', '--resource', 'gpu=2', 'b/1', 'b/2');
  expect(made).toMatchObject({ code: 0 });
  const [, line = ''] = readFileSync(join(graph.dir, 'one/Makefile'), 'utf8').split('\n');
  const [, words = ''] = line.split('.compile -- ');
  const cwd = join(graph.dir, 'one');
  const again = await graph.run('compile', [...words.split(' '), '--out', '../two', '-q'], { cwd });
  expect(again).toMatchObject({ code: 0, stderr: '' });
  for (const name of readdirSync(cwd)) {
    expect(readFileSync(join(graph.dir, 'two', name), 'utf8')).toBe(readFileSync(join(cwd, name), 'utf8'));
  }
});

test('writes no address of a catalog, because it may have a password', async () => {
  const plan = await graph.run('plan', ['--state-dir', 's', 'a/1']);
  writeFileSync(join(graph.dir, 'plan.json'), plan.stdout);
  const url = 'postgres://me:hunter2@db.example/builds';
  const task = ['--task', '/opt/g.task', '--image', 'g:1'];
  for (const target of TARGETS.keys()) {
    const made = await compile('--to', target, '--out', target, '--catalog', url, ...task, 'plan.json');
    expect(made).toMatchObject({ code: 0 });
    for (const file of readdirSync(join(graph.dir, target), { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain('hunter2');
    }
  }
});

test.each([
  [[], 'no target; name one with --to: airflow, argo, bash, '],
  [['--to', 'bsh'], '--to is "bsh"; it must be one of airflow, argo, bash, '],
  [['--to', 'bash', '--slice', '3/2'], '--slice is "3/2"; it must be a part and a number of parts, such as 2/3'],
  [['--to', 'bash', '--slice', '5/5'], 'slice 5/5 has no tasks; use fewer slices'],
  [['--to', 'k8s-jobs'], 'k8s-jobs runs tasks in containers; name the image that has the graph with --image'],
  [['--to', 'airflow'], 'airflow runs tasks on several machines; name a catalog that they share with --catalog'],
  [
    ['--to', 'ninja', '--resource', 'warehouse=1'],
    'a task of //t:j needs 2 of warehouse, and the limit is 1; raise it with --resource warehouse=2',
  ],
  [
    ['--to', 'bash', '--out', '.'],
    'exists, and compile did not write it; remove it, or name another folder with --out',
  ],
])('refuses %j', async (args, message) => {
  graph.setJob({ resources: { warehouse: 2 } });
  const { code, stdout, stderr } = await compile(...args, 'b/1');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a plan that exceeds the limits of a target is refused with both numbers and the slices that fit', async () => {
  const refs = Array.from({ length: 10_001 }, (_, number) => `a/${String(number)}`).join('\n');
  const { code, stderr } = await graph.run('compile', ['--state-dir', 's', '--to', 'snakemake', '-'], { stdin: refs });
  expect(code).toBe(2);
  expect(stderr).toContain(
    'the plan has 10,001 tasks and batches, and snakemake takes at most 10,000; compile 2 slices, and run them in order: --slice 1/2 to --slice 2/2',
  );
});

test('a slice that exceeds the limits is refused with the number of slices that the plan needs', async () => {
  const refs = Array.from({ length: 25_000 }, (_, number) => `a/${String(number)}`).join('\n');
  const slice = ['--to', 'snakemake', '--slice', '1/2', '-'];
  const { code, stderr } = await graph.run('compile', ['--state-dir', 's', ...slice], { stdin: refs });
  expect(code).toBe(2);
  expect(stderr).toContain(
    'slice 1/2 of the plan has 12,500 tasks and batches, and snakemake takes at most 10,000; compile 3 slices,',
  );
});

describe('a plan of 100,000 tasks', () => {
  beforeEach(async () => {
    const refs = Array.from({ length: 100_000 }, (_, number) => `a/${String(number)}`).join('\n');
    const plan = await graph.run('plan', ['--state-dir', 's', '-q', '-'], { stdin: refs });
    writeFileSync(join(graph.dir, 'plan.json'), plan.stdout);
  });

  const compileIn = (mebibytes: number, ...args: readonly string[]): Promise<Done> => {
    const env = { DATABUILD_STATE_DIR: 's', NODE_OPTIONS: `--max-old-space-size=${String(mebibytes)}` };
    return graph.run('compile', [...args, 'plan.json'], { env });
  };

  test('is compiled in 256 MiB: its files are written while they are made', async () => {
    for (const target of ['bash', 'make', 'ninja', 'slurm']) {
      const made = await compileIn(256, '--to', target, '--out', target);
      expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(`compiled 100,000 tasks to ${target}`) });
    }
  });

  test('is refused in 48 MiB where it is too large: its tasks are counted before they are read', async () => {
    const limits = { snakemake: ['10,000', 10], airflow: ['5,000', 20], 'github-actions': ['50,000', 2] } as const;
    for (const [target, [limit, slices]] of Object.entries(limits)) {
      const { code, stderr } = await compileIn(48, '--to', target, '--task', '/g.task', '--catalog', 'postgres://h/c');
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(
          `the plan has 100,000 tasks, and ${target} takes at most ${limit}; compile at least ${slices} slices,`,
        ),
      });
    }
  });
});

test('the help names all targets', () => {
  for (const target of TARGETS.keys()) expect(COMPILE_OPTIONS.compileTo.help).toContain(target);
});
