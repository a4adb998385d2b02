import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GrowingFile } from './growing_file.js';
import { readInput, readText } from './input.js';
import { inputBytes } from './input_bytes.js';
import { openRegularFile, readRegularFile } from './open_file.js';
import { writeText } from './write_text.js';

let dir: string;
let path: string;

const never = new AbortController().signal;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'input-'));
  path = join(dir, 'it');
});

afterEach(() => rm(dir, { recursive: true }));

const fifo = (name = 'it'): Promise<unknown> => promisify(execFile)('mkfifo', [join(dir, name)]);

/** Opens both ends of a FIFO, so that neither has to wait for the other. */
const held = () => open(path, constants.O_RDWR);

describe('a regular file', () => {
  test.each([
    ['a FIFO', 'not-a-regular-file', () => fifo()],
    ['a link to a FIFO', 'not-a-regular-file', () => fifo('pipe').then(() => symlink('pipe', path))],
    ['a link to an endless device', 'not-a-regular-file', () => symlink('/dev/zero', path)],
    ['a directory', 'EISDIR', () => mkdir(path)],
    ['nothing', 'ENOENT', () => Promise.resolve()],
    ['a link to itself', 'ELOOP', () => symlink('it', path)],
  ])('is rejected at once if %s is in its place', async (_, code, make) => {
    await make();
    await expect(openRegularFile(path)).rejects.toMatchObject({ code });
    await expect(readRegularFile(path, 10)).rejects.toMatchObject({ code });
    const failure = { reason: 'input-unreadable', source: path, code };
    expect(await readText(path)).toEqual({ ok: false, error: failure });
    if (code !== 'ENOENT') {
      await expect(new GrowingFile(path).read()).rejects.toMatchObject({ failure });
      // The system itself rejects a FIFO without a reader.
      expect(await writeText(path, 'x')).toMatchObject({ ok: false, error: { reason: 'output-unwritable' } });
    }
  });

  test('is rejected if it is larger than the limit', async () => {
    await writeFile(path, '12345');
    expect((await readRegularFile(path, 5)).toString()).toBe('12345');
    await expect(readRegularFile(path, 4)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('an input', () => {
  test('may be a file, a FIFO or a device, and is read to its end', async () => {
    await writeFile(path, 'a\nb');
    expect(await readInput({ path }, never)).toEqual({ ok: true, value: 'a\nb' });
    expect(await readInput({ path: '/dev/null' }, never)).toEqual({ ok: true, value: '' });
    await rm(path);
    await fifo();
    const read = readInput({ path }, never);
    const writer = await open(path, constants.O_WRONLY);
    await writer.writeFile('x'.repeat(200_000));
    await writer.close();
    expect(await read).toEqual({ ok: true, value: 'x'.repeat(200_000) });
  });

  test('is rejected if it exceeds the maximum size, like an endless device', async () => {
    expect(await readInput({ path: '/dev/zero' }, never)).toMatchObject({ ok: false, error: { code: 'too-large' } });
  });

  test('stops at the signal while it waits for data, whether or not a writer has it open', async () => {
    await fifo();
    for (const hold of [false, true]) {
      const file = hold ? await held() : undefined;
      await file?.write('some');
      const controller = new AbortController();
      const bytes = inputBytes({ path }, controller.signal);
      if (hold) expect((await bytes.next()).value).toEqual(Buffer.from('some'));
      const next = bytes.next();
      controller.abort();
      await expect(next).rejects.toMatchObject({ failure: { code: 'interrupted', source: path } });
      await file?.close();
    }
  });

  test('is a failure if it is missing, is a directory or is not UTF-8', async () => {
    expect(await readInput({ path }, never)).toMatchObject({ ok: false, error: { code: 'ENOENT' } });
    expect(await readInput({ path: dir }, never)).toMatchObject({ ok: false, error: { code: 'EISDIR' } });
    await writeFile(path, Buffer.from([0x61, 0xff]));
    expect(await readInput({ path }, never)).toMatchObject({ ok: false, error: { code: 'not-utf-8' } });
  });
});
