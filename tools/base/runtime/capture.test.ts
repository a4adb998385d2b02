import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dies, passOnSignals } from '../../dev/testing/index.js';
import { capture, type CaptureOutcome, type CaptureRequest } from './capture.js';
import { MAX_LINE_LENGTH } from './line_feed.js';

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

describe('a captured program', () => {
  test('gets exactly the given arguments, environment, directory and input', async () => {
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

  test('reads the end of a file if it has no input', async () => {
    expect(await sh('cat; echo done')).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('may exit without reading its input', async () => {
    const outcome = await sh('exit 0', { stdin: 'x'.repeat(2_000_000) });
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
  });
});

describe('the outcome of a captured program', () => {
  test('has its exit code, its output and the end of its standard error', async () => {
    const outcome = await sh('echo out; echo one >&2; echo two >&2; exit 3');
    expect(outcome).toEqual({ kind: 'exited', code: 3, stdout: Buffer.from('out\n'), stderrTail: 'one\ntwo\n' });
  });

  test.each(['KILL', 'INT', 'PIPE'])('names the signal SIG%s that ended it', async (signal) => {
    expect(await sh(`kill -s ${signal} $$`)).toMatchObject({ kind: 'killed', signal: `SIG${signal}` });
  });

  test('treats exit code 128 + n as an exit code, not as a signal', async () => {
    expect(await sh('exit 137')).toMatchObject({ kind: 'exited', code: 137 });
  });

  test('says why a file that is missing or not executable was not started', async () => {
    const plain = join(dir, 'plain');
    await writeFile(plain, '#!/bin/sh\n');
    expect(await sh('', { file: join(dir, 'none') })).toMatchObject({ kind: 'not-started', code: 'ENOENT' });
    expect(await sh('', { file: plain })).toMatchObject({ kind: 'not-started', code: 'EACCES' });
  });

  test('says that it was not started if its arguments exceed the limit of the kernel', async () => {
    const outcome = await sh('', { args: ['x'.repeat(200_000)] });
    expect(outcome).toMatchObject({ kind: 'not-started', code: 'E2BIG' });
  });

  test('says that a timeout ended its whole process group', async () => {
    const outcome = await sh('sleep 1000 & echo $! > child; echo begun; wait', { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: 'timed-out', timeoutMs: 300 });
    expect(stdoutOf(outcome)).toBe('begun\n');
    expect(await dies(Number(await readFile(join(dir, 'child'), 'utf8')))).toBe(true);
  });

  test('says that it was ended because it printed too much', async () => {
    const outcome = await sh('exec yes', { maxStdoutBytes: 100_000 });
    expect(outcome).toMatchObject({ kind: 'output-too-large', limitBytes: 100_000 });
    expect(stdoutOf(outcome).length).toBeLessThanOrEqual(100_000);
  });

  test('says that an abort ended it, or kept it from starting', async () => {
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

  test('does not wait for processes that it leaves running, and ends them', async () => {
    const outcome = await sh('sleep 1000 & echo $!');
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
    expect(await dies(Number(stdoutOf(outcome)))).toBe(true);
  });
});

describe('standard error of a captured program', () => {
  test('is passed on in whole lines, even if a character is split or the last line has no line feed', async () => {
    const lines: string[] = [];
    const script = "printf 'a\\303' >&2; sleep 0.05; printf '\\251\\nb\\n\\nlast' >&2";
    await sh(script, { onStderrLine: (line) => lines.push(line) });
    expect(lines).toEqual(['aé', 'b', '', 'last']);
  });

  test('is read in linear time if a line is very long, and only the start of that line is passed on', async () => {
    const lines: string[] = [];
    // Quadratic work would take many minutes and run into the timeout of the test.
    const outcome = await sh("head -c 400000000 /dev/zero | tr '\\0' a >&2", {
      onStderrLine: (line) => lines.push(line),
    });
    expect(outcome).toMatchObject({ kind: 'exited', code: 0 });
    expect(lines.map((line) => line.length)).toEqual([MAX_LINE_LENGTH]);
  });

  test('is kept for its last 4 KiB only, beginning with a whole line', async () => {
    const outcome = await sh('i=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i+1)); done');
    const tail = 'stderrTail' in outcome ? outcome.stderrTail : '';
    expect(tail.length).toBeLessThanOrEqual(4096);
    expect(tail).toMatch(/^line \d+\n/);
    expect(tail.endsWith('line 2999\n')).toBe(true);
  });
});
