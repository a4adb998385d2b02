import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SinkFailure } from '../events/index.js';
import { fakeTask } from '../../dev/testing/index.js';
import { readPlace } from '../../base/model/index.js';
import { endpointOf } from './export_lineage.js';
import { exportLineage, type LineageExport, type LineageExportOptions, type RunEvent } from './index.js';
import { checker, happens, lineageOptions, LineageReceiver, SCHEMAS } from './testing/index.js';

const A = fakeTask({ outputs: ['a/1'] });
const TYPES = ['START', 'START', 'COMPLETE', 'COMPLETE'];

let receiver: LineageReceiver;
let folder: string;
let failures: SinkFailure[];

beforeEach(async () => {
  receiver = await LineageReceiver.start();
  folder = await mkdtemp(join(tmpdir(), 'lineage-'));
  failures = [];
});

afterEach(async () => {
  await receiver.stop();
  await rm(folder, { recursive: true });
});

function exportTo(text: string, more: Partial<LineageExportOptions> = {}): LineageExport {
  const target = readPlace(text);
  if (!target.ok) throw new Error(target.error);
  const onFailure = (failure: SinkFailure): void => void failures.push(failure);
  return exportLineage({ ...lineageOptions([A]), target: target.value, onFailure, ...more });
}

async function build(lineage: LineageExport): Promise<void> {
  for (const event of [happens.begin(), happens.started(A, 1), happens.finished(A, 2), happens.end('succeeded', 3)]) {
    lineage.emit(event);
  }
  await lineage[Symbol.asyncDispose]();
}

describe('lineage to a file', () => {
  test('is appended, one event a line', async () => {
    const path = join(folder, 'sub/lineage.jsonl');
    await build(exportTo(path));
    await build(exportTo(path));
    const text = await readFile(path, 'utf8');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.map(({ eventType }) => eventType)).toEqual([...TYPES, ...TYPES]);
    expect(events.flatMap(checker(SCHEMAS))).toEqual([]);
    expect(failures).toEqual([]);
  });

  test('is reported once if it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await build(exportTo(join(folder, 'file/lineage.jsonl')));
    expect(failures).toMatchObject([{ reason: 'events-not-written' }]);
  });
});

describe('lineage to a server', () => {
  test('is posted one event a request, in order, as by the HTTP transport of OpenLineage', async () => {
    await build(exportTo(receiver.url, { apiKey: 'key' }));
    expect(receiver.posts.map(({ path }) => path)).toEqual(TYPES.map(() => '/api/v1/lineage'));
    expect(receiver.posts.map(({ body }) => (body as RunEvent).eventType)).toEqual(TYPES);
    expect(receiver.posts.flatMap(({ body }) => checker(SCHEMAS)(body))).toEqual([]);
    expect(receiver.posts[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer key',
    });
    expect(failures).toEqual([]);
  });

  test('goes to the path of the address, if it has one', async () => {
    await build(exportTo(`${receiver.url}/prefix/events?source=x`));
    expect(receiver.posts[0]?.path).toBe('/prefix/events?source=x');
    expect(receiver.posts[0]?.headers['authorization']).toBeUndefined();
  });

  test('is sent again after an error that may pass', async () => {
    receiver.answers.push(503, 429);
    await build(exportTo(receiver.url));
    expect(receiver.posts.map(({ body }) => (body as RunEvent).eventType)).toEqual(TYPES);
    expect(failures).toEqual([]);
  });

  test('leaves out an event that the server rejects, and sends the others', async () => {
    receiver.answers.push(201, 422);
    await build(exportTo(receiver.url));
    expect(receiver.posts.map(({ body }) => (body as RunEvent).eventType)).toEqual(['START', 'COMPLETE', 'COMPLETE']);
    expect(failures).toMatchObject([{ reason: 'events-undelivered', count: 1, detail: 'status 422' }]);
  });

  test('stops after a refusal, which is reported once', async () => {
    receiver.answers.push(404);
    await build(exportTo(`${receiver.url}/elsewhere`));
    expect(receiver.posts).toEqual([]);
    expect(failures).toEqual([{ reason: 'events-refused', target: `${receiver.url}/elsewhere`, status: 404 }]);
  });

  test('delays the end no longer than its time limit if the server does not answer', async () => {
    receiver.answers.push(0);
    await build(exportTo(receiver.url, { closeMs: 50 }));
    expect(receiver.posts).toEqual([]);
    expect(failures).toMatchObject([{ reason: 'events-undelivered', count: 4 }]);
  });
});

describe('the address of a lineage server', () => {
  test.each([
    ['http://marquez:5000', 'http://marquez:5000/api/v1/lineage'],
    ['https://x.org/', 'https://x.org/api/v1/lineage'],
    ['https://x.org/?key=1', 'https://x.org/api/v1/lineage?key=1'],
    ['HTTPS://x.org/own/path', 'https://x.org/own/path'],
  ])('%s is completed to %s', (text, href) => {
    expect(endpointOf(new URL(text)).href).toBe(href);
  });
});
