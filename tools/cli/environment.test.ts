import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('what programs see', () => {
  test('a small fixed environment, and what is passed on by name', async () => {
    const env = { HOME: '/h', SECRET: 's', TOKEN: 't', NODE_COMPILE_CACHE: join(graph.dir, 'cc'), JS_BINARY__X: '1' };
    const built = await graph.run('build', ['--state-dir', 's', '--pass-env', 'TOKEN', 'x/env'], { env });
    expect(built.code).toBe(0);
    const seen = await readFile(join(graph.dir, 's/data/x/env'), 'utf8');
    const names = seen.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== '' && name !== 'PWD').sort()).toEqual([
      'BAZEL_BINDIR',
      'DATABUILD_BUILD_ID',
      'DATABUILD_DATA_DIR',
      'DATABUILD_LIFELINE',
      'DATABUILD_METADATA_FILE',
      'DATABUILD_OUTPUTS',
      'DATABUILD_TASK_ID',
      'HOME',
      'JAVA_RUNFILES',
      'PATH',
      'RUNFILES_DIR',
      'TOKEN',
      'TRACEPARENT',
      'TZ',
    ]);
  });

  test('under bazel run, state lies in the workspace and paths mean what the user typed', async () => {
    await mkdir(join(graph.dir, 'ws/sub'), { recursive: true });
    await writeFile(join(graph.dir, 'ws/sub/refs.txt'), 'a/1\n');
    const env = {
      BUILD_WORKSPACE_DIRECTORY: join(graph.dir, 'ws'),
      BUILD_WORKING_DIRECTORY: join(graph.dir, 'ws/sub'),
    };
    expect((await graph.run('build', ['@refs.txt'], { env })).code).toBe(0);
    expect(await readFile(join(graph.dir, 'ws/.databuild/data/a/1'), 'utf8')).toBe('made\n');
    expect((await graph.run('build', [], { env })).stderr).toContain('Try "bazel run //t:g.build -- --help".');
  });
});
