import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskSecrets } from '../../base/secrets/index.js';
import { readResults, type Expected } from './batch_results.js';

const dir = mkdtempSync(join(tmpdir(), 'results-'));
const path = join(dir, 'results.jsonl');

afterAll(() => {
  rmSync(dir, { recursive: true });
});

function read(content: string | Buffer, more: Partial<Expected> = {}): ReturnType<typeof readResults> {
  writeFileSync(path, content);
  return readResults(path, { ids: new Set(['a', 'b']), complete: true, ...more });
}

const A = '{"id":"a","outcome":"succeeded"}';
const B = '{"id":"b","outcome":"failed"}';

describe('the results of a batch', () => {
  test('are one line for each task: how it went, and what is to be known about it', async () => {
    const lines = [
      '{"id":"a","outcome":"succeeded","durationMs":12,"metadata":{"rows":3,"deep":{"er":[1]}}}',
      '{"id":"b","outcome":"failed","message":"no\\nsuch day"}',
    ];
    expect(await read(lines.join('\n'))).toEqual({
      ok: true,
      value: new Map<string, unknown>([
        ['a', { outcome: 'succeeded', durationMs: 12, metadata: { rows: 3, deep: { er: [1] } } }],
        ['b', { outcome: 'failed', message: 'no\\nsuch day' }],
      ]),
    });
  });

  test('may be those of some tasks only, of none, or not there at all', async () => {
    expect(await read(`\n${A}\r\n \n`)).toMatchObject({ value: new Map([['a', { outcome: 'succeeded' }]]) });
    expect(await read('')).toEqual({ ok: true, value: new Map() });
    rmSync(path);
    const missing = await readResults(path, { ids: new Set(['a']), complete: true });
    expect(missing).toEqual({ ok: true, value: new Map() });
  });

  test('have a last line without a line feed only if the program ended well: it may be cut off otherwise', async () => {
    expect(await read(`${A}\n${B}`)).toMatchObject({ value: { size: 2 } });
    expect(await read(`${A}\n${B}`, { complete: false })).toMatchObject({ value: { size: 1 } });
    expect(await read(`${A}\n{"id":"b","outc`, { complete: false })).toMatchObject({ value: { size: 1 } });
  });

  test('keep the beginning of a long message', async () => {
    const results = await read(JSON.stringify({ id: 'a', outcome: 'failed', message: 'x'.repeat(5000) }));
    expect(results).toMatchObject({ value: new Map([['a', { message: `${'x'.repeat(1000)}…` }]]) });
  });

  test('have metadata as deep as a metadata file may be, and no deeper', async () => {
    const nested = (depth: number): string =>
      `{"id":"a","outcome":"succeeded","metadata":${'{"d":'.repeat(depth - 1)}{}${'}'.repeat(depth)}`;
    expect((await read(nested(100))).ok).toBe(true);
    expect(await read(nested(101))).toMatchObject({ error: { line: 1, detail: expect.stringContaining('nested') } });
  });

  test.each<[what: string, content: string | Buffer, line: number, detail: string]>([
    ['is no JSON', `${A}\nb: failed\n`, 2, 'it is not JSON, at column 1: expected a value in b: failed'],
    ['is no object', '[]', 1, 'it is not a JSON object'],
    ['is cut off', `${A}\n{"id":"b","outc`, 2, 'it ends too early, at column 16'],
    ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 1, 'it is not UTF-8 text'],
    ['has no outcome', '{"id":"a"}', 1, 'outcome: must be "succeeded" or "failed"'],
    ['has another outcome', '{"id":"a","outcome":"done"}', 1, 'outcome: must be "succeeded" or "failed"'],
    [
      'has a field that no result has',
      '{"id":"a","outcome":"succeeded","message":"ok"}',
      1,
      'Unrecognized key: "message"',
    ],
    ['has metadata of a failure', '{"id":"a","outcome":"failed","metadata":{}}', 1, 'Unrecognized key: "metadata"'],
    ['has metadata that is no object', '{"id":"a","outcome":"succeeded","metadata":3}', 1, 'metadata: Invalid input'],
    ['has a negative duration', '{"id":"a","outcome":"succeeded","durationMs":-1}', 1, 'durationMs: Too small'],
    [
      'names no task of the batch',
      `${A}\n\n{"id":"z","outcome":"succeeded"}`,
      3,
      'no task of this batch has the id "z"',
    ],
    ['names a task again', `${A}\n${B}\n${A}\n`, 3, 'line 1 has a result of task "a", too'],
    [
      'is too long',
      JSON.stringify({ id: 'a', outcome: 'failed', message: 'x'.repeat(2 ** 20) }),
      1,
      'more than 1048576',
    ],
    [
      'has a name twice',
      '{"id":"a","outcome":"succeeded","metadata":{"n":1,"n":2}}',
      1,
      'the name "n" is in its object twice',
    ],
  ])('count for nothing if a line %s', async (_, content, line, detail) => {
    expect(await read(content)).toEqual({
      ok: false,
      error: { reason: 'batch-results-malformed', path, line, detail: expect.stringContaining(detail) as unknown },
    });
  });

  test('count for nothing if the file is too large', async () => {
    const line = `${JSON.stringify({ id: 'a', outcome: 'failed', message: 'x'.repeat(2 ** 19) })}\n`;
    const malformed = { reason: 'batch-results-malformed', line: 0, detail: 'it has more than 67108864 bytes' };
    expect(await read(line.repeat(130))).toMatchObject({ error: malformed });
  });

  test('are not waited for if there is a FIFO in place of the file', async () => {
    const fifo = join(dir, 'fifo');
    execFileSync('mkfifo', [fifo]);
    expect(await readResults(fifo, { ids: new Set(['a']), complete: true })).toEqual({
      ok: false,
      error: { reason: 'batch-results-malformed', path: fifo, line: 0, detail: 'it is not a regular file' },
    });
  });

  test('are quoted in a message without secrets', async () => {
    const secrets = maskSecrets(['hunter2']);
    const results = await read('{"id":"a","outcome":"failed","message":"hunter2" oops}', { secrets });
    const detail = results.ok || results.error.reason !== 'batch-results-malformed' ? '' : results.error.detail;
    expect(detail).toContain('***');
    expect(detail).not.toContain('hunter');
  });
});
