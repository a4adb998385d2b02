import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appears } from '../dev/testing/index.js';
import { end, TestGraph, type Program } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
  graph.setJob({ resources: { warehouse: 1 } });
});

afterEach(() => graph.remove());

const pool = (...args: readonly string[]): ReturnType<TestGraph['run']> =>
  graph.run('catalog', ['pool', ...args, '--state-dir', 's']);

/** Waits until a program has said this on standard error. */
async function says(child: Program, text: string): Promise<void> {
  let said = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    });
  });
}

describe('catalog pool', () => {
  test('sets, lists and removes pools', async () => {
    expect(await pool('ls')).toEqual({
      ...{ code: 0, stdout: '', stderr: 'the catalog has no pools; pool set NAME SLOTS creates one\n' },
    });
    expect((await pool('set', 'warehouse', '4')).stderr).toContain('pool "warehouse" has 4 slots');
    expect((await pool('set', 'two words', '1', '--quiet')).stderr).toBe('');
    expect((await pool('ls')).stdout).toBe('two words: 0 of 1 slot in use\nwarehouse: 0 of 4 slots in use\n');
    expect((await pool('rm', 'two words')).code).toBe(0);
    expect(JSON.parse((await pool('ls', '--json')).stdout)).toEqual({
      ...{ schemaVersion: 1, name: 'warehouse', slots: 4, holders: [], waiting: [] },
    });
  });

  test.each([
    [[], 'the action is missing; write set NAME SLOTS, ls or rm NAME'],
    [['sett', 'x', '1'], 'unknown action "sett"; write set NAME SLOTS, ls or rm NAME'],
    [['set'], 'the name of the pool is missing; write set NAME SLOTS'],
    [['set', 'a\nb\u001b', '1'], 'the name of the pool is "a\\nb\\u001b"; it must have 1 to 1,024 characters'],
    [['set', 'warehouse'], 'the number of slots is missing; write set warehouse SLOTS'],
    [['set', 'warehouse', '0'], 'the number of slots is "0"; it must be a whole number from 1 to 2147483647'],
    [['set', 'warehouse', '4', '5'], 'unexpected argument "5"'],
    [['ls', 'warehouse'], 'unexpected argument "warehouse"'],
    [['rm', 'warehouse'], 'the catalog has no pool "warehouse"; pool ls prints those that it has'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await pool(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test('a task that needs more than a pool has is reported before anything runs', async () => {
  await pool('set', 'warehouse', '1');
  graph.setJob({ resources: { warehouse: 2 } });
  const { code, stderr } = await graph.run('build', ['--state-dir', 's', 'a/1']);
  expect(code).toBe(2);
  expect(stderr).toContain(
    '//t:j needs 2 warehouse, but only 1 is in the pool of the catalog; make it larger with catalog pool set, or lower the resources of the job',
  );
});

test('a build waits for a slot that another one holds, says who holds it, and goes on when the other one ends', async () => {
  await pool('set', 'warehouse', '1');
  const first = graph.start('build', ['--state-dir', 's', 'a/waits']);
  const firstDone = end(first);
  await appears(join(graph.dir, 's/data/pid'));
  const second = graph.start('build', ['--state-dir', 's', 'a/1', 'a/2']);
  const secondDone = end(second);
  await says(second, 'waiting for 1 slot of pool warehouse, held by ');
  const { stdout } = await pool('ls');
  expect(stdout).toMatch(
    /^warehouse: 1 of 1 slot in use\n {2}\S+:\S+, 1 slot for \d+s\n {2}waiting: \S+:\S+, 1 slot for \d+s\n$/,
  );
  writeFileSync(join(graph.dir, 's/data/go'), '');
  expect((await firstDone).code).toBe(0);
  const { code, stderr } = await secondDone;
  expect(code).toBe(0);
  expect(stderr.match(/waiting for/g)).toHaveLength(1);
  expect((await pool('ls')).stdout).toBe('warehouse: 0 of 1 slot in use\n');
});

test('the slots of a build that was killed are free at once', async () => {
  await pool('set', 'warehouse', '1');
  const first = graph.start('build', ['--state-dir', 's', '--lease-ttl', '600', 'a/sleeps']);
  const firstDone = end(first);
  await appears(join(graph.dir, 's/data/pid'));
  const second = graph.start('build', ['--state-dir', 's', 'a/1']);
  const secondDone = end(second);
  await says(second, 'waiting for 1 slot of pool warehouse, held by ');
  first.kill('SIGKILL');
  await firstDone;
  const { code, stderr } = await secondDone;
  expect(code).toBe(0);
  expect(stderr).toMatch(/taking over from \S+: its process is gone/);
  expect((await pool('ls')).stdout).toBe('warehouse: 0 of 1 slot in use\n');
});
