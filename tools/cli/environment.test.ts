import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { end, outputs, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Lists the program's file descriptors in a file. Number 3 is the one that `ls` itself opens. */
const DESCRIPTORS = (who: string): string => `ls /proc/self/fd > "$DATABUILD_DATA_DIR/${who}"`;

describe('called programs', () => {
  test('get their standard streams, but no other file descriptors of the caller', async () => {
    graph.setScripts({
      lookup: `#!/bin/sh\n${DESCRIPTORS('lookup')}\nprintf '{":j":["x/y"]}'\n`,
      configure: `#!/bin/sh\n${DESCRIPTORS('configure')}\nprintf '[{"outputs":["x/y"],"inputs":[],"args":[],"env":{}}]'\n`,
      run: `#!/bin/sh\n${DESCRIPTORS('run')}\nls "/proc/$DATABUILD_LIFELINE/fd" > lifeline\n`,
      check: `#!/bin/sh\n${DESCRIPTORS('check')}\n`,
    });
    graph.setJob({ check: '_main/check' });
    await mkdir(join(graph.dir, 's/data'), { recursive: true });
    const holding = ['/bin/bash', '-c', 'exec 20>lock 200>lock; exec "$0" "$@"'];
    const { code, stderr } = await end(graph.start('build', ['--state-dir', 's', 'x/y'], {}, holding));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const seen = ['lookup', 'configure', 'run', 'check', 'lifeline'].map((who) =>
      readFile(join(graph.dir, 's/data', who), 'utf8'),
    );
    expect(await Promise.all(seen)).toEqual(Array(5).fill('0\n1\n2\n3\n'));
  });

  test('get a small fixed environment, and the variables named by --pass-env', async () => {
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
});

test('a variable that the launcher keeps from Node is passed on under its own name', async () => {
  const env = { DATABUILD_CALLER_NODE_OPTIONS: '--enable-source-maps' };
  expect((await graph.run('build', ['--pass-env', 'NODE_OPTIONS', 'x/env'], { env })).code).toBe(0);
  const seen = (await readFile(join(graph.dir, '.databuild/data/x/env'), 'utf8')).split('\n');
  expect(seen.filter((line) => line.includes('NODE_OPTIONS'))).toEqual(['NODE_OPTIONS=--enable-source-maps']);
});

describe('under bazel run', () => {
  let env: Record<string, string>;

  beforeEach(async () => {
    for (const [folder, ref] of [
      ['ws/sub', 'a/typed'],
      ['elsewhere', 'a/elsewhere'],
    ] as const) {
      await mkdir(join(graph.dir, folder), { recursive: true });
      await writeFile(join(graph.dir, folder, 'refs.txt'), `${ref}\n`);
    }
    env = {
      BUILD_WORKSPACE_DIRECTORY: join(graph.dir, 'ws'),
      BUILD_WORKING_DIRECTORY: join(graph.dir, 'ws/sub'),
    };
  });

  const made = async (path: string): Promise<string> => await readFile(join(graph.dir, path), 'utf8');

  test("the state is in the workspace, and paths are relative to the user's directory", async () => {
    expect((await graph.run('build', ['@refs.txt'], { env, cwd: graph.runDir })).code).toBe(0);
    expect(await made('ws/.databuild/data/a/typed')).toBe('made\n');
    expect((await graph.run('build', [], { env, cwd: graph.runDir })).stderr).toContain(
      'Try "bazel run //t:g.build -- --help".',
    );
  });

  test('the same holds if a script in its own runfiles starts the target', async () => {
    const cwd = join(graph.dir, 'wrapper.runfiles/_main');
    await mkdir(cwd, { recursive: true });
    expect((await graph.run('build', ['@refs.txt'], { env, cwd })).code).toBe(0);
    expect(await made('ws/.databuild/data/a/typed')).toBe('made\n');
  });

  test("the same holds if a script in the user's directory starts the target", async () => {
    expect((await graph.run('build', ['@refs.txt'], { env, cwd: join(graph.dir, 'ws/sub') })).code).toBe(0);
    expect(await made('ws/.databuild/data/a/typed')).toBe('made\n');
  });

  test('paths and state are relative to the directory that a script has changed to', async () => {
    const cwd = join(graph.dir, 'elsewhere');
    const built = await graph.run('build', ['@refs.txt'], { env, cwd });
    expect(built.code).toBe(0);
    expect(outputs(built.stdout)).toEqual(['a/elsewhere']);
    expect(await made('elsewhere/.databuild/data/a/elsewhere')).toBe('made\n');
    expect((await graph.run('build', [], { env, cwd })).stderr).toContain('Try "g.build --help".');
  });

  test('called programs do not get the variables of bazel run', async () => {
    const built = await graph.run('build', ['x/env'], { env, cwd: graph.runDir });
    expect(built.code).toBe(0);
    expect(await made('ws/.databuild/data/x/env')).not.toContain('BUILD_WORK');
  });
});
