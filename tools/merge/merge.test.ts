import { expect, test } from '@jest/globals';
import { taskId, type JobGraph, type PartitionRef, type Plan, type Reason, type Task } from '../model/index.js';
import { writePlan } from '../plan/index.js';
import type { MergeFailure } from './failure.js';
import { merge } from './merge.js';

const ref = (text: string): PartitionRef => text as PartitionRef;

interface TaskOptions {
  /** Materialize inputs; those that begin with `?` are queries. */
  readonly inputs?: readonly string[];
  readonly version?: string;
  readonly args?: readonly string[];
  readonly key?: string;
  readonly reason?: Reason;
}

function makeTask(job: string, outputs: readonly string[], options: TaskOptions = {}): Task {
  const refs = outputs.map(ref);
  return {
    id: taskId(job, refs),
    job,
    jobVersion: options.version ?? '1.0.0',
    config: {
      outputs: refs,
      inputs: (options.inputs ?? []).map((text) =>
        text.startsWith('?')
          ? { depType: 'query', ref: ref(text.slice(1)) }
          : { depType: 'materialize', ref: ref(text) },
      ),
      args: [...(options.args ?? [])],
      env: {},
      executable: '_main/run',
    },
    dependsOn: [],
    versionKey: options.key ?? 'key',
    ...(options.reason && { reason: options.reason }),
  };
}

const jobGraph = (tasks: readonly Task[], graph = '//:g'): JobGraph => ({
  schemaVersion: 1,
  graph,
  outputs: tasks.flatMap(({ config }) => config.outputs),
  tasks: [...tasks],
});

const plan = (tasks: readonly Task[], pruned: Plan['pruned'] = [], snapshot = 's1', graph = '//:g'): Plan => ({
  ...jobGraph([], graph),
  tasks: tasks.map((task) => ({ ...task, reason: task.reason ?? { kind: 'missing', refs: task.config.outputs } })),
  pruned,
  catalog: { snapshot },
});

const proof = (
  text: string,
  manifest: string,
  note: Plan['pruned'][number]['note'] = 'valid',
): Plan['pruned'][number] => {
  return { ref: ref(text), manifest, note };
};

/** Merges sources named a, b, c … */
const mergeAll = (...graphs: (JobGraph | Plan)[]): ReturnType<typeof merge> =>
  merge(graphs.map((graph, index) => ({ name: `${'abcdef'.charAt(index)}.json`, graph })));

function merged<T extends JobGraph | Plan>(...graphs: T[]): T {
  const result = mergeAll(...graphs);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value as T;
}

function failures(...graphs: (JobGraph | Plan)[]): MergeFailure[] {
  const result = mergeAll(...graphs);
  return result.ok ? [] : result.error;
}

const RAW = makeTask('//:raw', ['raw']);
const CLEAN = makeTask('//:clean', ['clean'], { inputs: ['raw'] });
const DAILY = makeTask('//:daily', ['daily'], { inputs: ['clean'] });

test('a task that several graphs have is there once, and outputs are what any of them asks for', () => {
  const result = merged(jobGraph([RAW, CLEAN]), jobGraph([RAW]));
  expect(result.tasks.map(({ job }) => job)).toEqual(['//:raw', '//:clean']);
  expect(result.outputs).toEqual(['clean', 'raw']);
});

test('a task waits for one that only another graph has', () => {
  const result = merged(jobGraph([DAILY]), jobGraph([CLEAN]), jobGraph([RAW]));
  expect(result.tasks.map(({ job, dependsOn }) => [job, dependsOn])).toEqual([
    ['//:raw', []],
    ['//:clean', [RAW.id]],
    ['//:daily', [CLEAN.id]],
  ]);
});

test('a query orders tasks, unless it would go round in a circle', () => {
  const looks = makeTask('//:looks', ['looks'], { inputs: ['?daily', '?looks'] });
  expect(merged(jobGraph([looks]), jobGraph([DAILY])).tasks.at(-1)?.dependsOn).toEqual([DAILY.id]);
  const source = makeTask('//:raw', ['raw'], { inputs: ['?daily'] });
  const circle = merged(jobGraph([source]), jobGraph([CLEAN, DAILY]));
  expect(circle.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], [source.id], [CLEAN.id]]);
});

test('text that means the same is written in one way', () => {
  const one = makeTask('//:j', ['a', 'b'], { inputs: ['y', 'x'] });
  one.config.env = { B: '2', A: '1' };
  const two = makeTask('//:j', ['b', 'a'], { inputs: ['x', 'y', 'x'] });
  two.config.env = { A: '1', B: '2' };
  const result = merged(jobGraph([two]), jobGraph([one]));
  expect([...writePlan(result)].join('')).toBe([...writePlan(merged(jobGraph([one])))].join(''));
  expect(result.tasks[0]?.config).toEqual({
    ...one.config,
    inputs: ['x', 'y'].map((text) => ({ depType: 'materialize', ref: text })),
  });
});

test('a ref that one plan pruned and another builds is built', () => {
  const result = merged(plan([CLEAN], [proof('raw', 'm1')]), plan([RAW]));
  expect(result.pruned).toEqual([]);
  expect(result.tasks.map(({ job, dependsOn }) => [job, dependsOn])).toEqual([
    ['//:raw', []],
    ['//:clean', [RAW.id]],
  ]);
});

test('where two plans pruned a ref, the later manifest proves it, and a masked change is not lost', () => {
  const result = merged(
    plan([], [proof('x', 'm2'), proof('y', 'm1')]),
    plan([], [proof('x', 'm1'), proof('y', 'm1', 'masked-minor-change')]),
  );
  expect(result.pruned).toEqual([proof('x', 'm2'), proof('y', 'm1', 'masked-minor-change')]);
});

test.each<[why: string, Reason, Reason, Reason]>([
  [
    'two of one kind say all that either says',
    { kind: 'missing', refs: [ref('b')] },
    { kind: 'missing', refs: [ref('a')] },
    { kind: 'missing', refs: [ref('a'), ref('b')] },
  ],
  [
    'fields as refs',
    { kind: 'content-changed', fields: ['args'] },
    { kind: 'content-changed', fields: ['env', 'args'] },
    { kind: 'content-changed', fields: ['args', 'env'] },
  ],
  [
    'what is not there outranks what changed',
    { kind: 'input-changed', refs: [ref('a')] },
    { kind: 'missing', refs: [ref('b')] },
    { kind: 'missing', refs: [ref('b')] },
  ],
  ['force outranks all', { kind: 'missing', refs: [ref('b')] }, { kind: 'forced' }, { kind: 'forced' }],
  [
    'the oldest data explains most, by number and not by text',
    { kind: 'job-major-changed', from: '10.0.0', to: '11.0.0' },
    { kind: 'job-major-changed', from: '9.0.0', to: '11.0.0' },
    { kind: 'job-major-changed', from: '9.0.0', to: '11.0.0' },
  ],
])('joins reasons: %s', (_why, left, right, joined) => {
  const sources = [left, right].map((reason) => plan([{ ...RAW, reason }]));
  expect(merged(...sources).tasks[0]?.reason).toEqual(joined);
  expect(merged(...sources.toReversed()).tasks[0]?.reason).toEqual(joined);
});

test('plans of several graphs and snapshots carry all of their names', () => {
  const result = merged(
    plan([RAW], [], 's2', '//b:g'),
    plan([DAILY], [], 's1', '//a:g'),
    plan([CLEAN], [], 's2', '//b:g'),
  );
  expect([result.graph, result.catalog.snapshot]).toEqual(['//a:g + //b:g', 's1 + s2']);
  expect(merged(result, plan([], [], 's1', '//b:g')).graph).toBe('//a:g + //b:g');
});

test('a label that holds a plus of its own stays as it is', () => {
  expect(merged(jobGraph([], '@@rules+//a:g')).graph).toBe('@@rules+//a:g');
});

test('a task that differs is named with both files and what differs', () => {
  const newer = { ...RAW, jobVersion: '1.1.0' };
  expect(failures(jobGraph([RAW]), jobGraph([RAW]), jobGraph([newer]))).toEqual([
    {
      reason: 'task-differs',
      tasks: [
        { id: RAW.id, job: '//:raw', outputs: ['raw'], sources: ['a.json', 'b.json'] },
        { id: RAW.id, job: '//:raw', outputs: ['raw'], sources: ['c.json'] },
      ],
      changes: [{ field: 'jobVersion', old: '1.0.0', new: '1.1.0' }],
    },
  ]);
});

test('a change upstream is said once, not again for every key downstream of it', () => {
  const one = [RAW, CLEAN, DAILY];
  const two = [
    { ...RAW, jobVersion: '2.0.0', versionKey: 'other' },
    { ...CLEAN, versionKey: 'other' },
    { ...DAILY, versionKey: 'other' },
  ];
  const found = failures(jobGraph(one), jobGraph(two));
  expect(found.map((failure) => failure.reason === 'task-differs' && failure.tasks[0].job)).toEqual(['//:raw']);
  // Where the plan does not show what is upstream, the key is all there is.
  const downstream = failures(jobGraph(one.slice(2)), jobGraph(two.slice(2)));
  expect(downstream).toMatchObject([{ changes: [{ field: 'versionKey', old: 'key', new: 'other' }] }]);
});

test('two tasks that claim refs are named once, with their jobs, files and refs', () => {
  const [one, two] = [makeTask('//:j', ['a', 'b', 'c']), makeTask('//:k', ['d', 'c', 'b'])];
  const found = failures(jobGraph([one]), jobGraph([two, RAW]));
  expect(found).toMatchObject([{ reason: 'refs-claimed-twice', refs: ['b', 'c'] }]);
  const tasks = found.flatMap((failure) => (failure.reason === 'refs-claimed-twice' ? failure.tasks : []));
  expect(new Set(tasks.map(({ job, sources }) => `${job} ${sources.join()}`))).toEqual(
    new Set(['//:j a.json', '//:k b.json']),
  );
});

test('a cycle that merging makes is one path, and so is a task that needs itself', () => {
  const back = makeTask('//:raw', ['raw'], { inputs: ['daily'] });
  const loop = makeTask('//:loop', ['loop'], { inputs: ['loop'] });
  const found = failures(jobGraph([CLEAN, DAILY]), jobGraph([back]), jobGraph([loop]));
  const paths = found.map((failure) => (failure.reason === 'merge-cycle' ? failure.path : []));
  const [cycle = [], own = []] = paths.toSorted((left, right) => right.length - left.length);
  expect(own).toEqual([{ id: loop.id, job: '//:loop', outputs: ['loop'], ref: 'loop', sources: ['c.json'] }]);
  const start = cycle.findIndex((step) => step.ref === 'daily');
  const turned = [...cycle.slice(start), ...cycle.slice(0, start)];
  expect(turned.map((step) => [step.ref, step.job, step.sources])).toEqual([
    ['daily', '//:daily', ['a.json']],
    ['clean', '//:clean', ['a.json']],
    ['raw', '//:raw', ['b.json']],
  ]);
});

test('plans and job graphs do not mix', () => {
  expect(failures(plan([RAW]), jobGraph([DAILY]), plan([CLEAN]))).toEqual([
    { reason: 'kinds-mixed', plans: ['a.json', 'c.json'], jobGraphs: ['b.json'] },
  ]);
});

test('all that is wrong is said at once', () => {
  const found = failures(
    jobGraph([RAW, CLEAN, makeTask('//:j', ['x', 'y'])]),
    plan([makeTask('//:raw', ['raw'], { args: ['-v'] }), makeTask('//:j', ['y', 'z'])]),
    jobGraph([makeTask('//:loop', ['loop'], { inputs: ['loop'] })]),
  );
  expect(found.map(({ reason }) => reason)).toEqual([
    'kinds-mixed',
    'task-differs',
    'refs-claimed-twice',
    'merge-cycle',
  ]);
});

test('there must be something to merge', () => {
  expect(merge([])).toEqual({ ok: false, error: [{ reason: 'nothing-to-merge' }] });
});

test('merges 100,000 tasks, a chain of all of them included', () => {
  const chain = Array.from({ length: 100_000 }, (_, number) =>
    makeTask('//:j', [`r${String(number)}`], { inputs: number === 0 ? [] : [`r${String(number - 1)}`] }),
  );
  const odd = jobGraph(chain.filter((_, number) => number % 2 === 1));
  const result = merged(jobGraph(chain.slice(0, 60_000)), odd, jobGraph(chain.slice(50_000)));
  expect(result.tasks.length).toBe(100_000);
  expect(result.tasks.at(-1)?.config.outputs).toEqual(['r99999']);
});
