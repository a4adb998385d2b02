import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputs, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('the commands of a graph and a job', () => {
  test('make a plan and run it from a file or a pipe, and a finished plan runs nothing', async () => {
    const planned = await graph.run('plan', ['--state-dir', 's', 'b/1']);
    expect(planned.code).toBe(0);
    const plan = JSON.parse(planned.stdout) as { tasks: { config: { outputs: string[] } }[] };
    expect(plan.tasks.flatMap((task) => task.config.outputs)).toEqual(['a/1', 'b/1']);
    await writeFile(join(graph.dir, 'plan.json'), planned.stdout);

    const executed = await graph.run('exec', ['--state-dir', 's', 'plan.json']);
    expect(executed.code).toBe(0);
    expect(outputs(executed.stdout)).toEqual(['a/1', 'b/1']);
    expect(await readFile(join(graph.dir, 's/data/b/1'), 'utf8')).toBe('made\n');
    expect(executed.stderr).toMatch(/^build \S+ of \/\/t:g: 2 tasks to run \(2 missing\)$/m);
    expect(executed.stderr).toMatch(/^succeeded: built 2, pruned 0 in \d+\.\d\ds; data in .*\/s\/data$/m);

    const piped = await graph.run('exec', ['--state-dir', 't', '--quiet'], { stdin: planned.stdout });
    expect({ ...piped, stdout: outputs(piped.stdout) }).toEqual({ code: 0, stdout: ['a/1', 'b/1'], stderr: '' });

    const over = await graph.run('exec', ['--state-dir', 's', 'plan.json']);
    expect({ code: over.code, stdout: over.stdout }).toEqual({ code: 0, stdout: '' });
    expect(over.stderr).toContain('2 of 2 tasks of the plan are already done');

    const again = JSON.parse((await graph.run('plan', ['--state-dir', 's', 'b/1'])).stdout) as Record<string, unknown>;
    expect(again).toMatchObject({ tasks: [], pruned: [{ ref: 'b/1', note: 'valid' }] });
  });

  test('print the manifests of a build, and none when nothing is left to build', async () => {
    const first = await graph.run('build', ['--state-dir', 's', 'b/1', 'b/2']);
    expect(first.code).toBe(0);
    expect(outputs(first.stdout).sort()).toEqual(['a/1', 'a/2', 'b/1', 'b/2']);
    expect(first.stderr).toContain('configuring 2 refs');
    const second = await graph.run('build', ['--state-dir', 's', 'b/1', 'b/2']);
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: '' });
    expect(second.stderr).toContain('0 tasks to run; 2 partitions already up to date');
  });

  test('analyze and draw a graph without a state directory', async () => {
    const analyzed = await graph.run('analyze', ['b/1']);
    expect(JSON.parse(analyzed.stdout)).toMatchObject({ graph: '//t:g', outputs: ['b/1'] });
    const drawn = await graph.run('mermaid', ['--direction', 'LR', 'b/1']);
    expect(drawn.stdout).toMatch(/^flowchart LR\n/);
    expect(await readdir(graph.dir)).toEqual([]);
  });

  test('configure and run a single job, whose inputs must exist', async () => {
    const configured = await graph.run('job-cfg', ['b/1']);
    expect(JSON.parse(configured.stdout)).toMatchObject([{ outputs: ['b/1'], executable: '_main/run' }]);
    const early = await graph.run('job-exec', ['--state-dir', 's', 'b/1']);
    expect({ code: early.code, stdout: early.stdout }).toEqual({ code: 2, stdout: '' });
    expect(early.stderr).toContain('//t:j needs a/1 to make b/1, but it is not in the catalog');
    expect((await graph.run('job-exec', ['--state-dir', 's', 'a/1'])).code).toBe(0);
    expect(outputs((await graph.run('job-exec', ['--state-dir', 's', 'b/1'])).stdout)).toEqual(['b/1']);
    const planned = await graph.run('plan', ['--state-dir', 's', 'b/1']);
    expect(JSON.parse(planned.stdout)).toMatchObject({ tasks: [] });
  });

  test('refuse plans that cannot be run', async () => {
    const good = (await graph.run('analyze', ['a/1'])).stdout;
    const foreign = (await graph.run('plan', ['--state-dir', 's', 'a/1'])).stdout.replace('//t:g', '//t:other');
    for (const [stdin, message] of [
      ['', 'standard input: '],
      ['{"schemaVersion": 1, "tasks": [', 'standard input: '],
      [good, 'standard input: '],
      [foreign, 'is a plan of //t:other; this program runs plans of //t:g'],
    ] as const) {
      const { code, stdout, stderr } = await graph.run('exec', ['--state-dir', 's'], { stdin });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
    expect((await graph.run('exec', ['one.json', 'two.json'])).stderr).toContain('name one plan');
  });
});
