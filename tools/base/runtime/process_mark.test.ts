import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { hasEnded, ownProcessMark, processMark, processState } from './process_mark.js';

test('a process lives, and has ended after that', async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const mark = processMark(child.pid ?? 0);
  expect([processState(mark), hasEnded(mark)]).toEqual(['lives', false]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([processState(mark), hasEnded(mark)]).toEqual(['gone', true]);
});

test('a later process of the same number is not taken for it', () => {
  const mark = ownProcessMark();
  expect([processState(mark), hasEnded(mark)]).toEqual(['lives', false]);
  const earlier = { ...mark, started: `${mark.started ?? ''}0` };
  expect([processState(earlier), hasEnded(earlier)]).toEqual(['gone', true]);
});

test('a process that another process does not see has not ended for certain', () => {
  const mark = { ...ownProcessMark(), pid: 4_194_303 };
  expect([processState(mark), hasEnded(mark)]).toEqual(['gone', true]);
  const elsewhere = { ...mark, namespace: 'pid:[1]' };
  expect([processState(elsewhere), hasEnded(elsewhere)]).toEqual(['unknown', false]);
  // Another machine may have the same name, and the same numbers.
  const otherBoot = { ...mark, started: 'f8c1/123' };
  expect([processState(otherBoot), hasEnded(otherBoot)]).toEqual(['gone', false]);
  // Nothing but a number, as on systems without /proc.
  expect(hasEnded({ pid: mark.pid })).toBe(false);
  expect(hasEnded({ pid: mark.pid, started: mark.started })).toBe(false);
});

const NAMESPACE = ['--user', '--map-root-user', '--pid', '--fork'];
const inNamespace = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0 ? test : test.skip;

inNamespace('a process sees no other where /proc shows those of another namespace', () => {
  // In the new namespace the shell has the number 1, and /proc still shows the first process of this one.
  const script = 'readlink /proc/self; echo $$';
  const { stdout } = spawnSync('unshare', [...NAMESPACE, 'sh', '-c', script], { encoding: 'utf8' });
  const [shown, own] = stdout.trim().split('\n');
  expect(shown).not.toBe(own);
});
