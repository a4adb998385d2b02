import { expect, test } from '@jest/globals';
import { diff } from '../diff/index.js';
import type { Plan } from '../../base/model/index.js';
import { fakePlan, fakePlannedTask, type FakeTask } from '../../dev/testing/index.js';
import { pin, readPin, unpin, writePin } from './index.js';

const JOBS = [
  { label: '//:raw', run: 'raw/run' },
  { label: '//:day', run: 'day/run' },
];

const RAW: FakeTask = { job: '//:raw', outputs: ['raw/2', 'raw/1'], config: { executable: 'raw/run' } };
const DAY: FakeTask = {
  job: '//:day',
  outputs: ['day/1'],
  inputs: ['raw/1', '?note/1'],
  config: { args: ['a b', 'é'], env: { Z: '1', A: '"' }, executable: 'day/run' },
};

const planOf = (...tasks: FakeTask[]): Plan => fakePlan(tasks.map(fakePlannedTask), { graph: '//:g' });

const GOLDEN = `{
  "schemaVersion": 1,
  "graph": "//:g",
  "outputs": ["raw/2", "raw/1", "day/1"],
  "tasks": [
    {
      "job": "//:raw",
      "jobVersion": "0.0.0",
      "outputs": ["raw/2", "raw/1"],
      "inputs": [],
      "args": [],
      "env": {},
      "dependsOn": [],
      "reason": "missing"
    },
    {
      "job": "//:day",
      "jobVersion": "0.0.0",
      "outputs": ["day/1"],
      "inputs": [
        { "depType": "materialize", "ref": "raw/1" },
        { "depType": "query", "ref": "note/1" }
      ],
      "args": ["a b", "é"],
      "env": { "A": "\\"", "Z": "1" },
      "dependsOn": ["raw/2"],
      "reason": "missing"
    }
  ]
}
`;

const pinned = (...tasks: FakeTask[]): string => writePin(pin(planOf(...tasks), JOBS));

test('lists for each task its job, outputs and inputs, one field per line', () => {
  expect(pinned(RAW, DAY)).toBe(GOLDEN);
});

test('a pinned plan without tasks can be read', () => {
  const text = pinned();
  expect(text).toContain('"tasks": []');
  expect(readPin(text)).toMatchObject({ ok: true });
});

test('writes a long list with one item per line', () => {
  const outputs = Array.from({ length: 20 }, (_, day) => `raw/date=2024-01-${String(day + 1).padStart(2, '0')}`);
  expect(pinned({ ...RAW, outputs })).toContain(
    '      "outputs": [\n        "raw/date=2024-01-01",\n        "raw/date=2024-01-02",\n',
  );
});

test('writes a long environment with one variable per line', () => {
  const env = { B: 'b'.repeat(60), A: 'a'.repeat(60) };
  expect(pinned({ ...RAW, config: { ...RAW.config, env } })).toContain(
    `      "env": {\n        "A": "${env.A}",\n        "B": "${env.B}"\n      },\n`,
  );
});

test('leaves out everything that depends on code, machine or catalog', () => {
  const other = planOf(RAW, DAY);
  const moved: Plan = {
    ...other,
    id: '2'.repeat(64),
    graphDigest: '3'.repeat(64),
    jobs: {},
    catalog: { snapshot: 'another' },
    tasks: other.tasks.map((task) => ({
      ...task,
      versionKey: 'another',
      contentKey: 'another',
      estimate: { ms: 1, samples: 1 },
      config: { ...task.config, executable: `elsewhere/${task.config.executable}` },
    })),
  };
  const jobs = JOBS.map(({ label, run }) => ({ label, run: `elsewhere/${run}` }));
  expect(writePin(pin(moved, jobs))).toBe(GOLDEN);
});

test('names an executable that is not that of the job', () => {
  expect(pinned({ ...RAW, config: { executable: 'special/run' } })).toContain('"executable": "special/run"');
});

function compared(...tasks: FakeTask[]) {
  const [before, after] = [GOLDEN, pinned(...tasks)].map((text) => {
    const read = readPin(text);
    const plan = read.ok ? unpin(read.value) : read;
    if (!plan.ok) throw new Error(plan.error.reason);
    return plan.value;
  });
  return diff(before!, after!);
}

test('a pinned plan that is read compares as the same, in any order of outputs', () => {
  expect(compared(RAW, DAY)).toMatchObject({ same: true });
  expect(compared({ ...RAW, outputs: ['raw/1', 'raw/2'] }, DAY)).toMatchObject({ same: true });
});

test.each<[string, FakeTask, FakeTask]>([
  ['args', RAW, { ...DAY, config: { ...DAY.config, args: ['a', 'b', 'é'] } }],
  ['env', RAW, { ...DAY, config: { ...DAY.config, env: { Z: '2', A: '"' } } }],
  ['inputs', RAW, { ...DAY, inputs: ['raw/1'] }],
  ['executable', { ...RAW, config: { executable: 'special/run' } }, DAY],
  ['jobVersion', { ...RAW, jobVersion: '0.1.0' }, DAY],
])('notices a change of %s', (field, raw, day) => {
  const { same, tasks } = compared(raw, day);
  expect(same).toBe(false);
  expect(tasks.changed.flatMap(({ changes }) => changes.map((change) => change.field))).toEqual([field]);
});

test('notices a removed task and a removed dependency', () => {
  expect(compared(RAW)).toMatchObject({ same: false, tasks: { removed: [{ job: '//:day' }] } });
  expect(compared(RAW, { ...DAY, inputs: ['?raw/1', '?note/1'] }).same).toBe(false);
});

test.each([
  ['an empty text', '', { reason: 'plan-not-json' }],
  ['a truncated file', GOLDEN.slice(0, 100), { reason: 'plan-not-json' }],
  ['another file', '{}', { reason: 'pin-schema-version', found: '' }],
  ['a list', '[]', { reason: 'plan-bad-shape' }],
  ['a later format', GOLDEN.replace('n": 1', 'n": 2'), { reason: 'pin-schema-version', found: '2' }],
  ['a bad value', GOLDEN.replace('"0.0.0"', '"one"'), { reason: 'plan-bad-shape', place: { line: 8 } }],
  ['a mistyped field', GOLDEN.replace('"env"', '"environment"'), { reason: 'plan-bad-shape' }],
])('rejects %s', (_, text, error) => {
  expect(readPin(text)).toMatchObject({ ok: false, error });
});

test('rejects an unknown dependency, and a ref in two tasks', () => {
  const broken = (from: string, to: string) => {
    const read = readPin(GOLDEN.replace(from, to));
    return read.ok ? unpin(read.value) : read;
  };
  expect(broken('"dependsOn": ["raw/2"]', '"dependsOn": ["raw/3"]')).toEqual({
    ok: false,
    error: { reason: 'pin-unknown-dependency', ref: 'day/1', dependency: 'raw/3' },
  });
  expect(broken('"outputs": ["day/1"]', '"outputs": ["raw/1"]')).toEqual({
    ok: false,
    error: { reason: 'pin-ref-in-two-tasks', ref: 'raw/1' },
  });
});
