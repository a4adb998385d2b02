import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A program that serves is the same program as a worker and as a process.

const NODE = process.env['JS_BINARY__NODE_BINARY'] ?? process.execPath;

/** The rule `databuild_worker` copies the library beside this file. */
const LIBRARY = ['databuild_worker.mjs', '../databuild_worker.mjs']
  .map((path) => join(import.meta.dirname, path))
  .find(existsSync);

const PROGRAM = `
import { serve } from ${JSON.stringify(LIBRARY)};
await serve(async ([action, ...args], env) => {
  switch (action) {
    case 'print':
      await new Promise((resolve) => process.stdout.write('printed ', resolve));
      return console.log(...args);
    case 'env':
      console.log(env.MINE, process.env.MINE, env.FIXED);
      process.env.FIXED = 'changed';
      process.env.NEW = '1';
      return;
    case 'new':
      return console.log(env.NEW, env.FIXED);
    case 'chdir':
      return process.chdir('/');
    case 'cwd':
      return console.log(process.cwd());
    case 'return':
      return Number(args[0]);
    case 'exitCode':
      process.exitCode = Number(args[0]);
      return;
    case 'throw':
      throw new Error('wrong');
  }
});
`;

let dir: string;

beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'serve-')));
  writeFileSync(join(dir, 'program.mjs'), PROGRAM);
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

function start(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env['PATH'] ?? '', FIXED: 'fixed' };
  return spawnSync(NODE, ['program.mjs', ...args], { cwd: dir, env, input, encoding: 'utf8' });
}

/** The answers of a worker, and its standard error. */
function ask(...requests: readonly object[]): { answers: unknown[]; stderr: string } {
  const input = requests.map((request, index) => `${JSON.stringify({ requestId: index + 1, ...request })}\n`).join('');
  const { status, stdout, stderr } = start(['--persistent_worker'], input);
  expect(status).toBe(0);
  return {
    answers: stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
    stderr,
  };
}

const outputs = (...lines: readonly (readonly string[])[]): unknown[] =>
  ask(...lines.map((line) => ({ arguments: line }))).answers;

test('answers each request with its number, and with what it printed', () => {
  expect(outputs(['print', 'a b', 'ü'], ['print', 'two'])).toEqual([
    { exitCode: 0, output: 'printed a b ü\n', requestId: 1 },
    { exitCode: 0, output: 'printed two\n', requestId: 2 },
  ]);
});

test('runs once when it is no worker', () => {
  expect(start(['print', 'a b'])).toMatchObject({ status: 0, stdout: 'printed a b\n' });
});

test('arguments of its own come before those of a request', () => {
  const { stdout } = start(['print', 'fixed', '--persistent_worker'], '{"arguments":["a"]}\n');
  expect(JSON.parse(stdout)).toMatchObject({ output: 'printed fixed a\n' });
});

test.each([[['return', '3']], [['exitCode', '4']], [['throw']], [['print']]])(
  'the exit code of %j is that of a process',
  (args) => {
    expect(outputs(args)).toMatchObject([{ exitCode: start(args).status }]);
  },
);

test('what a handler throws goes to standard error, and the worker goes on', () => {
  const { answers, stderr } = ask({ arguments: ['throw'] }, { arguments: ['exitCode', '7'] }, { arguments: ['print'] });
  expect(answers).toMatchObject([{ exitCode: 1 }, { exitCode: 7 }, { exitCode: 0 }]);
  expect(stderr).toMatch(/^Error: wrong\n/);
});

test('variables are those of one request', () => {
  const { answers } = ask(
    { arguments: ['env'], env: { MINE: 'mine' } },
    { arguments: ['new'] },
    { arguments: ['env'] },
  );
  expect(answers).toMatchObject([
    { output: 'mine mine fixed\n' },
    { output: 'undefined fixed\n' },
    { output: 'undefined undefined fixed\n' },
  ]);
});

test('the current directory is that of the worker', () => {
  expect(outputs(['chdir'], ['cwd'])).toMatchObject([{ output: '' }, { output: `${dir}\n` }]);
});

test('ignores what it does not know', () => {
  const { answers } = ask({ requestId: 7, cancel: true }, { arguments: ['print'], inputs: [], verbosity: 10 });
  expect(answers).toMatchObject([{ requestId: 2 }]);
});
