import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { hasEnded, ownProcessMark, processMark, processState } from './process_mark.js';

test('a process is alive until it exits, and has ended after that', async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const mark = processMark(child.pid ?? 0);
  expect([processState(mark), hasEnded(mark)]).toEqual(['lives', false]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect([processState(mark), hasEnded(mark)]).toEqual(['gone', true]);
});

test('a later process with the same id is not mistaken for it', () => {
  const mark = ownProcessMark();
  expect([processState(mark), hasEnded(mark)]).toEqual(['lives', false]);
  const earlier = { ...mark, started: `${mark.started ?? ''}0` };
  expect([processState(earlier), hasEnded(earlier)]).toEqual(['gone', true]);
});

test('a process that this one cannot see is not reported as ended', () => {
  const mark = { ...ownProcessMark(), pid: 4_194_303 };
  expect([processState(mark), hasEnded(mark)]).toEqual(['gone', true]);
  const elsewhere = { ...mark, namespace: 'pid:[1]' };
  expect([processState(elsewhere), hasEnded(elsewhere)]).toEqual(['unknown', false]);
  // Another machine may have the same name and the same process ids.
  const otherBoot = { ...mark, started: 'f8c1/123' };
  expect([processState(otherBoot), hasEnded(otherBoot)]).toEqual(['gone', false]);
  // A process id only, as on systems without /proc.
  expect(hasEnded({ pid: mark.pid })).toBe(false);
  expect(hasEnded({ pid: mark.pid, started: mark.started })).toBe(false);
});

const NAMESPACE = ['--user', '--map-root-user', '--pid', '--fork'];
const inNamespace = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0 ? test : test.skip;

inNamespace('in a new namespace, /proc may show other process ids than the own one', () => {
  // In the new namespace the shell has the process id 1, but /proc still shows the processes of this namespace.
  const script = 'readlink /proc/self; echo $$';
  const { stdout } = spawnSync('unshare', [...NAMESPACE, 'sh', '-c', script], { encoding: 'utf8' });
  const [shown, own] = stdout.trim().split('\n');
  expect(shown).not.toBe(own);
});
