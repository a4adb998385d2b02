import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies } from '../dev/testing/index.js';
import { end, TestGraph, type Program } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Acts once, when the text has appeared on standard error. */
function whenItSays(child: Program, text: string, act: () => void): void {
  let said = '';
  let acted = false;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (acted || !said.includes(text)) return;
    acted = true;
    act();
  });
}

describe('a signal to a build', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the running tasks and then the build, with exit code %i', async (signal, expected) => {
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill(signal);
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(`stopped by ${signal}`);
    await dies(pid);
    expect(JSON.parse((await graph.run('plan', ['--state-dir', 's', 'a/sleeps'])).stdout)).toMatchObject({
      tasks: [{ config: { outputs: ['a/sleeps'] } }],
    });
  });

  test('a first SIGINT lets running tasks finish and starts no new ones', async () => {
    const child = graph.start('build', ['--state-dir', 's', '-j', '1', 'b/waits']);
    const done = end(child);
    await appears(join(graph.dir, 's/data/pid'));
    whenItSays(child, 'cancelling', () => {
      writeFileSync(join(graph.dir, 's/data/go'), '');
    });
    child.kill('SIGINT');
    const { code, stdout, stderr } = await done;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ outputs: ['a/waits'] });
    expect(stderr).toContain('stopped by SIGINT: 0 running tasks ended, 1 task not started');
    expect((await graph.run('catalog', ['ls', '--state-dir', 's'])).stdout).toBe('a/waits\n');
  });

  test('a second SIGINT ends the running tasks', async () => {
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    whenItSays(child, 'cancelling', () => child.kill('SIGINT'));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('stopped by SIGINT: 1 running task ended');
    await dies(pid);
  });

  test('a task that ignores SIGTERM is killed after the grace period', async () => {
    const child = graph.start('build', ['--state-dir', 's', '--grace', '1', 'a/stubborn']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill('SIGTERM');
    expect((await done).code).toBe(143);
    await dies(pid);
  });

  test.each([
    [['SIGINT', 'SIGINT'], 130],
    [['SIGTERM'], 143],
  ] as const)('another signal after %j ends the grace period', async (signals, expected) => {
    const child = graph.start('build', ['--state-dir', 's', '--grace', '1000', 'a/deaf']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    const [first, second] = signals;
    whenItSays(child, 'cancelling', () => {
      if (second !== undefined) child.kill(second);
    });
    child.kill(first);
    await appears(join(graph.dir, 's/data/told'));
    child.kill('SIGINT');
    expect((await done).code).toBe(expected);
    await dies(pid);
  });

  test('a task that prints during its cleanup is not cut off when DataBuild is killed', async () => {
    graph.setScripts({
      run: '#!/bin/sh\ntrap "echo cleaning; echo up; echo cleaned > cleaned; exit" TERM; echo begun; echo $$ > pid; while :; do sleep 0.1; done',
    });
    const child = graph.start('build', ['--state-dir', 's', 'a/cleans']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    const [id = ''] = await readdir(join(graph.dir, 's/builds'));
    const logs = join(graph.dir, 's/builds', id, 'logs');
    const [log = ''] = await readdir(logs);
    await appears(join(logs, log), 'begun');
    child.kill('SIGKILL');
    await done;
    expect(await appears(join(graph.dir, 's/data/cleaned'))).toBe('cleaned\n');
    await dies(pid);
    expect(await readFile(join(logs, log), 'utf8')).toBe('begun\n');
  });

  test('no task outlives a killed DataBuild', async () => {
    const child = graph.start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill('SIGKILL');
    await done;
    await dies(pid);
  });
});
