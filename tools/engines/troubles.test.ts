import { beforeEach, expect, test } from '@jest/globals';
import type { ExecutorNotice } from '../exec/index.js';
import { Troubles } from './troubles.js';

const unreachable = { reason: 'engine-unreachable', engine: 'slurm', detail: 'squeue: timed out' } as const;
const full = { reason: 'engine-full', engine: 'slurm', detail: 'sbatch: MaxJobCount' } as const;

let notices: ExecutorNotice[];
let now: number;
let troubles: Troubles;

beforeEach(() => {
  notices = [];
  now = 0;
  troubles = new Troubles(
    (notice) => notices.push(notice),
    () => now,
  );
});

test('a trouble is reported once, however often the engine is asked, and once when it is over', () => {
  troubles.failed('observe', unreachable);
  troubles.failed('observe', { ...unreachable, detail: 'squeue: refused' });
  troubles.answered('observe', 'slurm');
  troubles.answered('observe', 'slurm');
  expect(notices).toEqual([
    { kind: 'waiting', engine: 'slurm', reason: 'engine-unreachable', detail: 'squeue: timed out' },
    { kind: 'answered', engine: 'slurm', reason: 'engine-unreachable' },
  ]);
});

test('nothing is reported of an engine that was never in trouble', () => {
  troubles.answered('submit', 'slurm');
  expect(notices).toEqual([]);
});

test('each kind of trouble is reported, and the end of each', () => {
  troubles.failed('submit', full);
  troubles.failed('observe', unreachable);
  troubles.answered('observe', 'slurm');
  troubles.answered('submit', 'slurm');
  expect(notices.map((notice) => [notice.kind, 'reason' in notice && notice.reason])).toEqual([
    ['waiting', 'engine-full'],
    ['waiting', 'engine-unreachable'],
    ['answered', 'engine-unreachable'],
    ['answered', 'engine-full'],
  ]);
});

test('an engine that answers one request and not the other is still in trouble', () => {
  troubles.failed('submit', unreachable);
  troubles.failed('observe', unreachable);
  troubles.answered('observe', 'slurm');
  expect(notices).toHaveLength(1);
  troubles.answered('submit', 'slurm');
  expect(notices).toHaveLength(2);
});

test('a trouble that comes and goes is reported again only after ten minutes', () => {
  for (let minute = 0; minute <= 10; minute++) {
    now = minute * 60_000;
    troubles.failed('submit', full);
    troubles.answered('submit', 'slurm');
  }
  expect(notices.map(({ kind }) => kind)).toEqual(['waiting', 'answered', 'waiting', 'answered']);
});

test('a trouble names the program that is missing', () => {
  troubles.failed('observe', { reason: 'engine-missing', engine: 'slurm', program: 'squeue' });
  expect(notices).toMatchObject([{ kind: 'waiting', reason: 'engine-missing', detail: 'there is no squeue' }]);
});
