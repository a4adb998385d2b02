// What a js_binary promises to whoever starts it, in both modes of this workspace.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import test from 'node:test';

const [greetPath] = process.argv.slice(2);
const greet = path.resolve(greetPath);

// A program started by another one gets a clean environment, as docs of both rule sets ask for.
const env = { PATH: process.env.PATH, BAZEL_BINDIR: '.' };
const scratch = realpathSync(mkdtempSync(path.join(process.env.TEST_TMPDIR ?? os.tmpdir(), 'launcher-')));

const run = (file, args = [], options = {}) => {
  const { status, stdout, stderr } = spawnSync(file, args, { env, cwd: scratch, encoding: 'utf8', ...options });
  return { status, stderr, said: stdout === '' ? undefined : JSON.parse(stdout) };
};

test('stays in the folder it is started from', () => {
  assert.equal(run(greet).said.cwd, scratch);
});

test('passes arguments through unchanged, after its fixed ones', () => {
  const args = ['two words', "it's", '$HOME', '*', ''];
  assert.deepEqual(run(greet, args).said.args, ['fixed arg', ...args]);
});

test('sets the variables of its env attribute', () => {
  assert.equal(run(greet).said.fixed, 'from the BUILD file');
});

test('ends with the status of the script', () => {
  assert.equal(run(greet, [], { env: { ...env, GREET_STATUS: '7' } }).status, 7);
});

test('works through a symlink', () => {
  const link = path.join(scratch, 'link');
  symlinkSync(greet, link);
  assert.equal(run(link).status, 0);
});

test('works in a copy of the runfiles, with no Bazel around', () => {
  const copy = path.join(scratch, 'copy.runfiles');
  const runfiles = greet.slice(0, greet.indexOf('.runfiles/') + '.runfiles'.length);
  cpSync(runfiles, copy, { recursive: true, dereference: true });
  assert.equal(run(path.join(copy, path.relative(runfiles, greet))).status, 0);
});

test('says that BAZEL_BINDIR is missing', () => {
  const { status, stderr } = run(greet, [], { env: { PATH: process.env.PATH } });
  assert.notEqual(status, 0);
  assert.match(stderr, /BAZEL_BINDIR/);
});

test('is node itself as far as signals go', async () => {
  const child = spawn(greet, [], { env: { ...env, GREET_WAIT: '1' }, cwd: scratch });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGTERM');
  const [status, signal] = await new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  assert.deepEqual([status, signal], [null, 'SIGTERM']);
});
