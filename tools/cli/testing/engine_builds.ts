import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Done, TestGraph } from './test_graph.js';

/** Builds by an engine, with the state directory `s` of the graph. */
type Build = (...args: readonly string[]) => Promise<Done>;

/** Builds twenty tasks by the engine, and then finds nothing to do on this machine. */
export async function expectSameAsLocal(graph: TestGraph, build: Build): Promise<void> {
  const refs = Array.from({ length: 10 }, (_, number) => `b/${String(number)}`);
  const done = await build('-q', ...refs);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout.trimEnd().split('\n')).toHaveLength(20);
  expect(readFileSync(join(graph.dir, 's/data/b/3'), 'utf8')).toBe('made\n');
  expect(await graph.run('build', ['-q', '--state-dir', 's', ...refs])).toEqual({ code: 0, stdout: '', stderr: '' });
}

/** A task fails, and the end of its log is shown. */
export async function expectFailureWithLog(build: Build): Promise<void> {
  const { code, stderr } = await build('a/fails');
  expect(code).toBe(1);
  expect(stderr).toContain('exit code 3');
  expect(stderr).toContain('| cannot do it');
}
