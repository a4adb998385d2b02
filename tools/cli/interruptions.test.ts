import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { end, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const waitForFile = async (path: string): Promise<string> => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${path} does not appear`);
};

const dies = async (pid: number): Promise<void> => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`process ${String(pid)} lives on`);
};

describe('interruptions', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the tasks, then the build, with exit code %i', async (signal, expected) => {
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await waitForFile(join(graph.dir, 's/data/pid')));
    child.kill(signal);
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(`stopped by ${signal}`);
    await dies(pid);
    expect(JSON.parse((await graph.run('plan', ['--state-dir', 's', 'a/sleeps'])).stdout)).toMatchObject({
      tasks: [{ config: { outputs: ['a/sleeps'] } }],
    });
  });

  test('a task that does not listen is killed when the grace is over', async () => {
    const child = graph.start('build', ['--state-dir', 's', '--grace', '1', 'a/stubborn']);
    const done = end(child);
    const pid = Number(await waitForFile(join(graph.dir, 's/data/pid')));
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    await dies(pid);
  });

  test('a second signal does not wait for the grace', async () => {
    const child = graph.start('build', ['--state-dir', 's', '--grace', '1000', 'a/stubborn']);
    const done = end(child);
    const pid = Number(await waitForFile(join(graph.dir, 's/data/pid')));
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('a second signal kills')) child.kill('SIGINT');
    });
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    await dies(pid);
  });

  test('no task outlives a DataBuild that is killed', async () => {
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await waitForFile(join(graph.dir, 's/data/pid')));
    child.kill('SIGKILL');
    await done;
    await dies(pid);
  });
});
