import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fakePlannedTask } from '../../dev/testing/index.js';
import type { ExecEvent, Work } from '../../exec/index.js';
import type { PlannedTask } from '../../base/model/index.js';
import { Profile, TraceFile } from './index.js';

let folder: string;
let path: string;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profile-'));
  path = join(folder, 'trace.json');
  now = 1000;
});

afterEach(() => rm(folder, { recursive: true }));

const A = fakePlannedTask({ outputs: ['a/1'] });
const B = fakePlannedTask({ outputs: ['b/1', 'b/2'] });
const C = { ...fakePlannedTask({ outputs: ['c/1'], inputs: ['a/1', 'b/1'] }), dependsOn: [A.id, B.id] };
const WORK: Work = { label: '//t:g', tasks: [A, B, C], pruned: 0 };

async function opened(): Promise<TraceFile> {
  const file = await TraceFile.open(path);
  if (!file.ok) throw new Error(file.error);
  return file.value;
}

interface Shown {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** What has a duration: group, row, name, begin and end in milliseconds. */
async function rows(): Promise<[number, number, string, number, number][]> {
  const events = JSON.parse(await readFile(path, 'utf8')) as Shown[];
  return events
    .filter(({ ph }) => ph === 'X')
    .map(({ pid, tid, name, ts, dur }) => [pid, tid, name, ts / 1000, (ts + dur) / 1000]);
}

async function profiled(mask?: (text: string) => string): Promise<Profile> {
  return new Profile({ file: await opened(), elapsed: () => now, mask });
}

/** An event at a moment after the begin. */
function at(ms: number, emit: (event: ExecEvent) => void, event: object): void {
  now = 1000 + ms;
  emit({ time: 0, ...event } as ExecEvent);
}

const name = ({ id, job, config }: PlannedTask): object => ({ id, job, outputs: config.outputs });
const started = (task: PlannedTask): object => ({ type: 'task', event: 'started', task: name(task), attempt: 1 });
const finished = (task: PlannedTask, durationMs: number): object => {
  return { type: 'task', event: 'finished', task: name(task), durationMs };
};

test('phases follow each other, and calls that overlap are in rows of their own', async () => {
  const profile = await profiled();
  profile.phase('wave 1', { refs: 2 });
  now = 1010;
  const first = profile.call('configure', '//t:a', 1);
  now = 1020;
  const second = profile.call('configure', '//t:b', 1);
  now = 1030;
  first('answered');
  const third = profile.call('lookup', '//t:g', 1);
  now = 1040;
  third('answered');
  second('ask-timed-out');
  profile.phase('wave 2');
  now = 1050;
  expect(await profile.close()).toBeUndefined();
  expect(await rows()).toEqual([
    [2, 0, 'configure //t:a', 10, 30],
    [2, 0, 'lookup //t:g', 30, 40],
    [2, 1, 'configure //t:b', 20, 40],
    [1, 0, 'wave 1', 0, 40],
    [1, 0, 'wave 2', 40, 50],
  ]);
});

test('tasks are in rows by slot, and the chain that the end waited for is a group of its own', async () => {
  const profile = await profiled();
  const emit = profile.build(WORK);
  at(0, emit, { type: 'build', event: 'started', tasks: 3 });
  at(0, emit, started(A));
  at(0, emit, started(B));
  at(12, emit, finished(A, 10));
  at(25, emit, { ...finished(B, 20), event: 'retrying', problem: { reason: 'exit-non-zero', code: 1 } });
  at(30, emit, started(B));
  at(60, emit, finished(B, 30));
  at(60, emit, started(C));
  at(75, emit, finished(C, 15));
  at(75, emit, { type: 'build', event: 'finished' });
  expect(await profile.close()).toBeUndefined();
  const [b, c] = [`b/1 and 1 more (${B.job})`, `c/1 (${C.job})`];
  expect(await rows()).toEqual([
    [3, 0, `a/1 (${A.job})`, 0, 10],
    [3, 1, b, 0, 20],
    [3, 0, b, 30, 60],
    [3, 0, c, 60, 75],
    [1, 0, 'run', 0, 75],
    [4, 0, b, 30, 60],
    [4, 0, c, 60, 75],
  ]);
});

test('tasks of a batch are one after the other in the row of their slot', async () => {
  const profile = await profiled();
  const emit = profile.build(WORK);
  const batch = { batch: 2, log: '/l' };
  at(0, emit, { ...started(A), ...batch });
  at(0, emit, { ...started(B), ...batch });
  at(10, emit, started(C));
  at(100, emit, finished(B, 60));
  at(100, emit, finished(A, 40));
  at(110, emit, { ...started(A), log: '/m' });
  at(120, emit, finished(A, 10));
  at(120, emit, finished(C, 110));
  await profile.close();
  expect((await rows()).filter(([group]) => group === 3)).toEqual([
    [3, 0, 'b/1 and 1 more (//test:b)', 0, 60],
    [3, 0, 'a/1 (//test:a)', 60, 100],
    [3, 0, 'a/1 (//test:a)', 110, 120],
    [3, 1, 'c/1 (//test:c)', 10, 120],
  ]);
});

test('names are masked', async () => {
  const profile = await profiled((text) => text.replaceAll('s3cret', '***'));
  profile.call('configure', '//t:s3cret', 1)('answered');
  await profile.close();
  expect(await readFile(path, 'utf8')).not.toContain('s3cret');
});

test('many events are written in pieces, as one JSON document', async () => {
  const profile = await profiled();
  for (let call = 0; call < 10_000; call++) profile.call('configure', `//t:${String(call)}`, 1)('answered');
  await profile.close();
  expect(await rows()).toHaveLength(10_000);
});

test('a place that is no regular file is refused', async () => {
  expect(await TraceFile.open(folder)).toEqual({ ok: false, error: 'EISDIR' });
  expect(await TraceFile.open('/dev/null')).toEqual({ ok: false, error: 'not-a-regular-file' });
  await symlink('/dev/full', path);
  expect(await TraceFile.open(path)).toEqual({ ok: false, error: 'not-a-regular-file' });
  expect(await TraceFile.open(join(folder, 'no', 'such'))).toEqual({ ok: false, error: 'ENOENT' });
});
