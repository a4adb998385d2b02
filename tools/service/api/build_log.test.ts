import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readLog, searchLog, sizeOfLog } from './build_log.js';

const signal = new AbortController().signal;

let root: string;
let stateDir: string;
let place: { readonly logDir: string; readonly host: string };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'databuild-log-'));
  stateDir = join(root, 's');
  place = { logDir: join(stateDir, 'logs'), host: 'box' };
  await mkdir(place.logDir, { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

async function read(log: string, from: number, to?: number): Promise<string> {
  const opened = await readLog(place, { log }, stateDir, { from, to, isOver: undefined, signal });
  if (!opened.ok) throw new Error(opened.error.detail);
  let text = '';
  for await (const chunk of opened.value) text += Buffer.from(chunk).toString();
  return text;
}

test('a part of a log is read without the rest', async () => {
  await writeFile(join(place.logDir, 'a.log'), 'one two three');
  expect(await read('a.log', 4, 7)).toBe('two');
  expect(await read('a.log', 8)).toBe('three');
  expect(await read('a.log', 20)).toBe('');
  expect(await sizeOfLog(place, { log: 'a.log' }, stateDir)).toEqual({ ok: true, value: 13 });
});

test('a log outside of the state directory is not read, whatever leads there', async () => {
  await writeFile(join(root, 'secret'), 'secret');
  await symlink(join(root, 'secret'), join(place.logDir, 'a.log'));
  for (const log of ['a.log', '../../secret', join(root, 'secret')]) {
    expect(await sizeOfLog(place, { log }, stateDir)).toMatchObject({ ok: false, error: { reason: 'log-elsewhere' } });
  }
});

test('a search finds a text wherever it is in a large log, and goes on where it stopped', async () => {
  const block = 1024 * 1024;
  // The second one lies across two blocks of the search, the third one across the part that one search looks through.
  const places = [3, block - 2, 64 * block - 2, 64 * block + 100];
  const log = Buffer.alloc(64 * block + 200, 'x');
  for (const at of places) log.write('ERRor', at);
  await writeFile(join(place.logDir, 'a.log'), log);
  const search = async (from: number, limit: number) => {
    const found = await searchLog(place, { log: 'a.log' }, stateDir, { text: 'errOR', from, limit, signal });
    if (!found.ok) throw new Error(found.error.detail);
    return { at: found.value.items.map(({ at }) => at), next: found.value.next };
  };
  expect(await search(0, 1)).toEqual({ at: [3], next: 8 });
  expect(await search(0, 9)).toEqual({ at: places.slice(0, 3), next: 64 * block + 3 });
  expect(await search(64 * block + 3, 9)).toEqual({ at: [places[3]], next: undefined });
});
