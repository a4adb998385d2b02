import { afterEach, expect, jest, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dies, isAlive, NODE_PROGRAM } from '../../dev/testing/index.js';

// The program under test: it starts processes with a lifeline, and is killed.

jest.setTimeout(60_000);

const PROGRAM = `
import { spawn } from 'node:child_process';
import { registerHooks } from 'node:module';
// Node runs the sources as they are, and these import each other by the names that they have when they are compiled.
registerHooks({
  resolve: (name, context, next) =>
    next(context.parentURL?.endsWith('.ts') ? name.replace(/[.]js$/, '.ts') : name, context),
});
const { Lifeline } = await import(${JSON.stringify(join(import.meta.dirname, 'lifeline.ts'))});
const lifeline = new Lifeline(1000);
const start = (env) => spawn('/bin/sh', ['-c', process.argv[1]], { detached: true, env, stdio: 'ignore' }).pid;
lifeline.starting(0);
lifeline.starting(3);
const told = start({});
lifeline.guard(0, told);
const starting = start(lifeline.env);
const forgotten = start({});
lifeline.guard(1, forgotten);
lifeline.forget(1);
console.log(JSON.stringify({ told, starting, forgotten, watcher: lifeline.watcher }));
process.stdin.on('data', () => lifeline.release().then(() => process.exit()));
`;

let groups: Record<'told' | 'starting' | 'forgotten' | 'watcher', number>;
let program: ChildProcess;

const begin = async (script: string): Promise<void> => {
  program = spawn(NODE_PROGRAM, ['--input-type=module', '-e', PROGRAM, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(program.stdout!)) {
    groups = JSON.parse(line) as typeof groups;
    break;
  }
};

const end = (group: number): void => {
  if (isAlive(-group)) process.kill(-group, 'SIGKILL');
};

afterEach(() => {
  Object.values(groups).forEach(end);
});

test('ends running and starting processes if the program is killed, but not those that it had forgotten', async () => {
  await begin('sleep 1000 & wait');
  program.kill('SIGKILL');
  await dies(-groups.told);
  await dies(-groups.starting);
  expect(isAlive(-groups.forgotten)).toBe(true);
});

test('kills a process that ignores SIGTERM after the grace period', async () => {
  await begin('trap "" TERM; while :; do sleep 1000; done');
  program.kill('SIGKILL');
  await dies(-groups.told);
  await dies(-groups.starting);
  expect(isAlive(-groups.forgotten)).toBe(true);
});

test('ends no process if the program released the lifeline before it exited', async () => {
  await begin('sleep 1000 & wait');
  const exited = once(program, 'exit');
  program.stdin?.write('go\n');
  await exited;
  const { told, starting, forgotten } = groups;
  expect([told, starting, forgotten].map((group) => isAlive(-group))).toEqual([true, true, true]);
});

test('releases a watcher that was stopped', async () => {
  await begin('exit 0');
  process.kill(groups.watcher, 'SIGSTOP');
  const exited = once(program, 'exit');
  program.stdin?.write('go\n');
  await exited;
  await dies(groups.watcher);
});
