import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import { runProgram } from './index.js';

let dir: string;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  dir = await mkdtemp(join(tmpdir(), 'programs-'));
});

afterEach(async () => {
  deafen();
  await rm(dir, { recursive: true });
});

const surroundings = () => ({ cwd: dir, env: { PATH: '/usr/bin:/bin', COLOR: 'red' } });

/** A program that is a shell script. Its own words are `$1` and so on. */
async function script(text: string): Promise<readonly string[]> {
  const file = join(dir, 'script');
  await writeFile(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return [file, 'first'];
}

test('a program gets its words, its input and its environment as they are', async () => {
  const command = await script('cat; printf "%s|" "$@" "$COLOR" "${HOME-unset}"; echo words >&2; exit 3');
  const outcome = await runProgram(command, ['a b', '$HOME', ''], { ...surroundings(), stdin: 'in\n' });
  expect({ ...outcome, stdout: 'stdout' in outcome && outcome.stdout.toString() }).toEqual({
    kind: 'exited',
    code: 3,
    stdout: 'in\nfirst|a b|$HOME||red|unset|',
    stderrTail: 'words\n',
  });
});

test('a program that takes too long or prints too much is ended', async () => {
  const slow = await runProgram(await script('echo begun; sleep 1000'), [], { ...surroundings(), timeoutMs: 50 });
  expect(slow.kind).toBe('timed-out');
  const loud = await runProgram(await script('exec cat /dev/zero'), [], { ...surroundings(), maxStdoutBytes: 1000 });
  expect(loud.kind).toBe('output-too-large');
});

test('a program that does not exist is an error of the system', async () => {
  const missing = [join(dir, 'missing')];
  expect(await runProgram(missing, [], surroundings())).toMatchObject({ kind: 'not-started', code: 'ENOENT' });
});
