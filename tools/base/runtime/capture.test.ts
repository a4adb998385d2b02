import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dies, passOnSignals } from '../../dev/testing/index.js';
import { capture, MAX_LINE_LENGTH, type CaptureOutcome, type CaptureRequest } from './capture.js';

jest.setTimeout(30_000);

let dir: string;
let deafen: () => void;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  dir = await mkdtemp(join(tmpdir(), 'capture-'));
});

afterEach(async () => {
  deafen();
  await rm(dir, { recursive: true, force: true });
});

const sh = (script: string, more: Partial<CaptureRequest> = {}): Promise<CaptureOutcome> =>
  capture({
    file: '/bin/sh',
    args: ['-c', script, 'sh'],
    env: { PATH: '/usr/bin:/bin' },
    cwd: dir,
    maxStdoutBytes: 1_000_000,
    ...more,
  });

const stdoutOf = (outcome: CaptureOutcome): string => ('stdout' in outcome ? outcome.stdout.toString() : '');

describe('what a program gets', () => {
  test('arguments, environment, directory and input, and nothing else', async () => {
    const outcome = await sh('pwd; printf "%s|" "$@"; cat; env | grep -v -E "^(PWD|_|SHLVL)=" | sort', {
      args: [
        '-c',
        'pwd; printf "%s|" "$@"; cat; env | grep -v -E "^(PWD|_|SHLVL|OLDPWD)=" | sort',
        'sh',
        'a b',
        '',
        '$x',
      ],
      env: { PATH: '/usr/bin:/bin', ONE: '1' },
      stdin: 'line\n',
    });
    expect(stdoutOf(outcome)).toBe(`${dir}\na b||$x|line\nONE=1\nPATH=/usr/bin:/bin\n`);
  });

  test('without input it reads the end of a file', async () => {
    expect(await sh('cat; echo done')).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('a program that does not read its input does no harm', async () => {
    const outcome = await sh('exit 0', { stdin: 'x'.repeat(2_000_000) });
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
  });
});

describe('how it ends', () => {
  test('exit code, output and the end of what it said', async () => {
    const outcome = await sh('echo out; echo one >&2; echo two >&2; exit 3');
    expect(outcome).toEqual({ kind: 'exited', code: 3, stdout: Buffer.from('out\n'), stderrTail: 'one\ntwo\n' });
  });

  test.each(['KILL', 'INT', 'PIPE'])('SIG%s, by name', async (signal) => {
    expect(await sh(`kill -s ${signal} $$`)).toMatchObject({ kind: 'killed', signal: `SIG${signal}` });
  });

  test('128 + n is an exit code', async () => {
    expect(await sh('exit 137')).toMatchObject({ kind: 'exited', code: 137 });
  });

  test('a file that is not there, or cannot be executed', async () => {
    const plain = join(dir, 'plain');
    await writeFile(plain, '#!/bin/sh\n');
    expect(await sh('', { file: join(dir, 'none') })).toMatchObject({ kind: 'not-started', code: 'ENOENT' });
    expect(await sh('', { file: plain })).toMatchObject({ kind: 'not-started', code: 'EACCES' });
  });

  test('more arguments than the kernel takes', async () => {
    const outcome = await sh('', { args: ['x'.repeat(200_000)] });
    expect(outcome).toMatchObject({ kind: 'not-started', code: 'E2BIG' });
  });

  test('a timeout ends the whole process group', async () => {
    const outcome = await sh('sleep 1000 & echo $! > child; echo begun; wait', { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: 'timed-out', timeoutMs: 300 });
    expect(stdoutOf(outcome)).toBe('begun\n');
    expect(await dies(Number(await readFile(join(dir, 'child'), 'utf8')))).toBe(true);
  });

  test('a program that prints without end is stopped', async () => {
    const outcome = await sh('exec yes', { maxStdoutBytes: 100_000 });
    expect(outcome).toMatchObject({ kind: 'output-too-large', limitBytes: 100_000 });
    expect(stdoutOf(outcome).length).toBeLessThanOrEqual(100_000);
  });

  test('an abort stops it, and an earlier abort keeps it from starting', async () => {
    const controller = new AbortController();
    const running = sh('echo up >&2; exec sleep 1000', {
      signal: controller.signal,
      onStderrLine: () => {
        controller.abort();
      },
    });
    expect(await running).toEqual({ kind: 'aborted' });
    expect(await sh('echo x > ran', { signal: controller.signal })).toEqual({ kind: 'aborted' });
    await expect(readFile(join(dir, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('processes that it leaves running end with it and do not block', async () => {
    const outcome = await sh('sleep 1000 & echo $!');
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
    expect(await dies(Number(stdoutOf(outcome)))).toBe(true);
  });
});

describe('what it says on standard error', () => {
  test('lines are passed on whole, also the last one and characters cut in two', async () => {
    const lines: string[] = [];
    const script = "printf 'a\\303' >&2; sleep 0.05; printf '\\251\\nb\\n\\nlast' >&2";
    await sh(script, { onStderrLine: (line) => lines.push(line) });
    expect(lines).toEqual(['aé', 'b', '', 'last']);
  });

  test('a line without an end is read once, and passed on in part', async () => {
    const lines: string[] = [];
    // Quadratic work would take many minutes.
    const outcome = await sh("head -c 400000000 /dev/zero | tr '\\0' a >&2", {
      onStderrLine: (line) => lines.push(line),
    });
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
    expect(lines.map((line) => line.length)).toEqual([MAX_LINE_LENGTH]);
  });

  test('only the last 4 KiB are kept, from a whole line on', async () => {
    const outcome = await sh('i=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i+1)); done');
    const tail = 'stderrTail' in outcome ? outcome.stderrTail : '';
    expect(tail.length).toBeLessThanOrEqual(4096);
    expect(tail).toMatch(/^line \d+\n/);
    expect(tail.endsWith('line 2999\n')).toBe(true);
  });
});
