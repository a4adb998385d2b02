import { expect, test } from '@jest/globals';
import type { JobGraph, PartitionRef, Plan, Reason, Task } from '../../base/model/index.js';
import { writePlan } from '../plan/index.js';
import { fakeJobGraph, fakePlan, fakeTask, refs } from '../../dev/testing/index.js';
import type { MergeFailure } from './failure.js';
import { merge } from './merge.js';

const proof = (
  text: string,
  manifest: string,
  note: Plan['pruned'][number]['note'] = 'valid',
): Plan['pruned'][number] => {
  return { ref: text as PartitionRef, manifest, note };
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

const RAW = fakeTask({ outputs: ['raw'] });
const CLEAN = fakeTask({ outputs: ['clean'], inputs: ['raw'] });
const DAILY = fakeTask({ outputs: ['daily'], inputs: ['clean'] });

test('keeps a task of several graphs once, and combines their outputs', () => {
  const result = merged(fakeJobGraph([RAW, CLEAN]), fakeJobGraph([RAW]));
  expect(result.tasks.map(({ job }) => job)).toEqual(['//test:raw', '//test:clean']);
  expect(result.outputs).toEqual(['clean', 'raw']);
});

test('adds dependencies on tasks of other graphs', () => {
  const result = merged(fakeJobGraph([DAILY]), fakeJobGraph([CLEAN]), fakeJobGraph([RAW]));
  expect(result.tasks.map(({ job, dependsOn }) => [job, dependsOn])).toEqual([
    ['//test:raw', []],
    ['//test:clean', [RAW.id]],
    ['//test:daily', [CLEAN.id]],
  ]);
});

test('a query input orders tasks unless it is part of a cycle', () => {
  const looks = fakeTask({ outputs: ['looks'], inputs: ['?daily', '?looks'] });
  expect(merged(fakeJobGraph([looks]), fakeJobGraph([DAILY])).tasks.at(-1)?.dependsOn).toEqual([DAILY.id]);
  const source = fakeTask({ outputs: ['raw'], inputs: ['?daily'] });
  const circle = merged(fakeJobGraph([source]), fakeJobGraph([CLEAN, DAILY]));
  expect(circle.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], [source.id], [CLEAN.id]]);
});

test('writes equivalent graphs as the same text', () => {
  const one = fakeTask({ job: '//:j', outputs: ['a', 'b'], inputs: ['y', 'x'] });
  one.config.env = { B: '2', A: '1' };
  const two = fakeTask({ job: '//:j', outputs: ['b', 'a'], inputs: ['x', 'y', 'x'] });
  two.config.env = { A: '1', B: '2' };
  const result = merged(fakeJobGraph([two]), fakeJobGraph([one]));
  expect([...writePlan(result)].join('')).toBe([...writePlan(merged(fakeJobGraph([one])))].join(''));
  expect(result.tasks[0]?.config).toEqual({
    ...one.config,
    inputs: ['x', 'y'].map((text) => ({ depType: 'materialize', ref: text })),
  });
});

test('builds a ref that one plan prunes and another builds', () => {
  const result = merged(fakePlan([CLEAN], { pruned: [proof('raw', 'm1')] }), fakePlan([RAW]));
  expect(result.pruned).toEqual([]);
  expect(result.tasks.map(({ job, dependsOn }) => [job, dependsOn])).toEqual([
    ['//test:raw', []],
    ['//test:clean', [RAW.id]],
  ]);
});

test('keeps the later manifest of a ref that two plans prune, and the note of a masked change', () => {
  const result = merged(
    fakePlan([], { pruned: [proof('x', 'm2'), proof('y', 'm1')] }),
    fakePlan([], { pruned: [proof('x', 'm1'), proof('y', 'm1', 'masked-minor-change')] }),
  );
  expect(result.pruned).toEqual([proof('x', 'm2'), proof('y', 'm1', 'masked-minor-change')]);
});

test.each<[why: string, Reason, Reason, Reason]>([
  [
    'two of the same kind list the refs of both',
    { kind: 'missing', refs: refs('b') },
    { kind: 'missing', refs: refs('a') },
    { kind: 'missing', refs: refs('a', 'b') },
  ],
  [
    'two of the same kind list the fields of both',
    { kind: 'content-changed', fields: ['args'] },
    { kind: 'content-changed', fields: ['env', 'args'] },
    { kind: 'content-changed', fields: ['args', 'env'] },
  ],
  [
    'missing outranks changed',
    { kind: 'input-changed', refs: refs('a') },
    { kind: 'missing', refs: refs('b') },
    { kind: 'missing', refs: refs('b') },
  ],
  ['forced outranks everything', { kind: 'missing', refs: refs('b') }, { kind: 'forced' }, { kind: 'forced' }],
  [
    'the lowest version wins, compared as numbers',
    { kind: 'job-major-changed', from: '10.0.0', to: '11.0.0' },
    { kind: 'job-major-changed', from: '9.0.0', to: '11.0.0' },
    { kind: 'job-major-changed', from: '9.0.0', to: '11.0.0' },
  ],
])('joins reasons: %s', (_why, left, right, joined) => {
  const sources = [left, right].map((reason) => fakePlan([{ ...RAW, reason }]));
  expect(merged(...sources).tasks[0]?.reason).toEqual(joined);
  expect(merged(...sources.toReversed()).tasks[0]?.reason).toEqual(joined);
});

test('joins the names of several graphs and snapshots', () => {
  const result = merged(
    fakePlan([RAW], { catalog: { snapshot: 's2' }, graph: '//b:g' }),
    fakePlan([DAILY], { catalog: { snapshot: 's1' }, graph: '//a:g' }),
    fakePlan([CLEAN], { catalog: { snapshot: 's2' }, graph: '//b:g' }),
  );
  expect([result.graph, result.catalog.snapshot]).toEqual(['//a:g + //b:g', 's1 + s2']);
  expect(merged(result, fakePlan([], { catalog: { snapshot: 's1' }, graph: '//b:g' })).graph).toBe('//a:g + //b:g');
});

test('joins the digests of several graphs', () => {
  const digests = ['b', 'a', 'b'].map((graphDigest) => fakeJobGraph([], { graphDigest }));
  expect(merged(...digests).graphDigest).toBe('a + b');
});

test.each<[Plan['validity'], Plan['validity'], Plan['validity']]>([
  [undefined, undefined, undefined],
  [undefined, 'presence', 'presence'],
  ['presence', 'version', 'version'],
  ['content', 'version', 'content'],
])('joins the validities %s and %s to %s', (left, right, joined) => {
  const sources = [left, right].map((validity) => fakePlan([], validity && { validity }));
  expect(merged(...sources).validity).toBe(joined);
  expect(merged(...sources.toReversed()).validity).toBe(joined);
});

test('a task runs only if its inputs differ if that is so in every plan', () => {
  const certain = fakePlan([RAW]);
  const possible = fakePlan([{ ...RAW, runsIf: 'inputs-differ' }]);
  expect(merged(possible, possible).tasks[0]?.runsIf).toBe('inputs-differ');
  expect(merged(possible, certain).tasks[0]).not.toHaveProperty('runsIf');
});

test('a task replaces every manifest that it replaces in any plan', () => {
  const sources = [['m2', 'm1'], ['m3', 'm1'], undefined].map((replaces) =>
    fakePlan([{ ...RAW, ...(replaces && { replaces }) }]),
  );
  expect(merged(...sources).tasks[0]?.replaces).toEqual(['m1', 'm2', 'm3']);
  expect(merged(...sources.slice(2)).tasks[0]).not.toHaveProperty('replaces');
});

test.each<[why: string, Task['estimate'], Task['estimate'], Task['estimate']]>([
  ['the one with more samples', { ms: 9, samples: 2 }, { ms: 1, samples: 3 }, { ms: 1, samples: 3 }],
  ['the longer of two with equal samples', { ms: 9, samples: 2 }, { ms: 1, samples: 2 }, { ms: 9, samples: 2 }],
  ['the known one of an unknown and a known one', 'unknown', { ms: 0, samples: 1 }, { ms: 0, samples: 1 }],
  ['the unknown one if the other is missing', 'unknown', undefined, 'unknown'],
])('joins two estimates of a task to %s', (_why, left, right, joined) => {
  const sources = [left, right].map((estimate) => fakePlan([{ ...RAW, ...(estimate && { estimate }) }]));
  expect(merged(...sources).tasks[0]?.estimate).toEqual(joined);
  expect(merged(...sources.toReversed()).tasks[0]?.estimate).toEqual(joined);
});

test('recomputes the estimate and the id', () => {
  const estimate = { totalMs: 1, criticalPathMs: 1, unknownTasks: 0, samples: 1 };
  const one = fakePlan([{ ...RAW, estimate: { ms: 5, samples: 2 } }], { estimate });
  const two = fakePlan([{ ...CLEAN, estimate: { ms: 7, samples: 1 } }, DAILY], { estimate });
  const result = merged(one, two);
  expect(result.estimate).toEqual({ totalMs: 12, criticalPathMs: 12, unknownTasks: 1, samples: 3 });
  expect(result.id).toMatch(/^[0-9a-f]{64}$/);
  expect(merged(two, one).id).toBe(result.id);
  const ids = [merged(one), merged(two), merged(one, { ...two, validity: 'content' })].map(({ id }) => id);
  expect(new Set([...ids, result.id, one.id]).size).toBe(5);
  expect(merged(fakePlan([RAW]), fakePlan([CLEAN]))).not.toHaveProperty('estimate');
});

test('keeps a label that contains a plus sign', () => {
  expect(merged(fakeJobGraph([], { graph: '@@rules+//a:g' })).graph).toBe('@@rules+//a:g');
});

test('combines the jobs of all graphs', () => {
  expect(Object.keys(merged(fakeJobGraph([RAW, CLEAN]), fakeJobGraph([DAILY, RAW])).jobs)).toEqual([
    '//test:clean',
    '//test:daily',
    '//test:raw',
  ]);
});

test('reports a job that differs, with files and changes, without reporting its tasks as well', () => {
  const newer = { ...RAW, jobVersion: '1.0.0', versionKey: 'newer', contentKey: 'newer' };
  const downstream = { ...DAILY, versionKey: 'newer', contentKey: 'newer' };
  expect(failures(fakeJobGraph([RAW]), fakeJobGraph([RAW, DAILY]), fakeJobGraph([newer, downstream]))).toEqual([
    {
      reason: 'job-differs',
      job: '//test:raw',
      sources: [['a.json', 'b.json'], ['c.json']],
      changes: [{ field: 'version', old: '0.0.0', new: '1.0.0' }],
    },
  ]);
});

test('reports a task that differs, with files and changes', () => {
  const changed = fakeTask({ outputs: ['raw'], config: { args: ['-v'] } });
  expect(failures(fakeJobGraph([RAW]), fakeJobGraph([RAW]), fakeJobGraph([changed]))).toEqual([
    {
      reason: 'task-differs',
      tasks: [
        { id: RAW.id, job: '//test:raw', outputs: ['raw'], sources: ['a.json', 'b.json'] },
        { id: RAW.id, job: '//test:raw', outputs: ['raw'], sources: ['c.json'] },
      ],
      changes: [{ field: 'args', index: 0, old: [], new: ['-v'] }],
    },
  ]);
});

test('reports a change once, not again for every key downstream', () => {
  const one = [RAW, CLEAN, DAILY];
  const two = [
    { ...RAW, config: { ...RAW.config, args: ['-v'] }, versionKey: 'other' },
    { ...CLEAN, versionKey: 'other' },
    { ...DAILY, versionKey: 'other' },
  ];
  const found = failures(fakeJobGraph(one), fakeJobGraph(two));
  expect(found.map((failure) => failure.reason === 'task-differs' && failure.tasks[0].job)).toEqual(['//test:raw']);
  // If the plan does not contain the upstream task, only the key can be reported.
  const downstream = failures(fakeJobGraph(one.slice(2)), fakeJobGraph(two.slice(2)));
  expect(downstream).toMatchObject([{ changes: [{ field: 'versionKey', old: DAILY.versionKey, new: 'other' }] }]);
});

test('reports two tasks that claim the same refs once, with jobs, files and refs', () => {
  const [one, two] = [fakeTask({ outputs: ['a', 'b', 'c'] }), fakeTask({ outputs: ['d', 'c', 'b'] })];
  const found = failures(fakeJobGraph([one]), fakeJobGraph([two, RAW]));
  expect(found).toMatchObject([{ reason: 'refs-claimed-twice', refs: ['b', 'c'] }]);
  const tasks = found.flatMap((failure) => (failure.reason === 'refs-claimed-twice' ? failure.tasks : []));
  expect(new Set(tasks.map(({ job, sources }) => `${job} ${sources.join()}`))).toEqual(
    new Set(['//test:a a.json', '//test:d b.json']),
  );
});

test('reports a cycle that merging creates, or a task that needs itself, as one path', () => {
  const back = fakeTask({ outputs: ['raw'], inputs: ['daily'] });
  const loop = fakeTask({ outputs: ['loop'], inputs: ['loop'] });
  const found = failures(fakeJobGraph([CLEAN, DAILY]), fakeJobGraph([back]), fakeJobGraph([loop]));
  const paths = found.map((failure) => (failure.reason === 'merge-cycle' ? failure.path : []));
  const [cycle = [], own = []] = paths.toSorted((left, right) => right.length - left.length);
  expect(own).toEqual([{ id: loop.id, job: '//test:loop', outputs: ['loop'], ref: 'loop', sources: ['c.json'] }]);
  const start = cycle.findIndex((step) => step.ref === 'daily');
  const turned = [...cycle.slice(start), ...cycle.slice(0, start)];
  expect(turned.map((step) => [step.ref, step.job, step.sources])).toEqual([
    ['daily', '//test:daily', ['a.json']],
    ['clean', '//test:clean', ['a.json']],
    ['raw', '//test:raw', ['b.json']],
  ]);
});

test('rejects a mix of plans and job graphs', () => {
  expect(failures(fakePlan([RAW]), fakeJobGraph([DAILY]), fakePlan([CLEAN]))).toEqual([
    { reason: 'kinds-mixed', plans: ['a.json', 'c.json'], jobGraphs: ['b.json'] },
  ]);
});

test('reports all failures together', () => {
  const found = failures(
    fakeJobGraph([RAW, CLEAN, fakeTask({ outputs: ['x', 'y'] })]),
    fakePlan([fakeTask({ outputs: ['raw'], config: { args: ['-v'] } }), fakeTask({ outputs: ['y', 'z'] })]),
    fakeJobGraph([fakeTask({ outputs: ['loop'], inputs: ['loop'] })]),
  );
  expect(found.map(({ reason }) => reason)).toEqual([
    'kinds-mixed',
    'task-differs',
    'refs-claimed-twice',
    'merge-cycle',
  ]);
});

test('rejects an empty list of sources', () => {
  expect(merge([])).toEqual({ ok: false, error: [{ reason: 'nothing-to-merge' }] });
});

test('merges a chain of 100,000 tasks', () => {
  const chain = Array.from({ length: 100_000 }, (_, number) =>
    fakeTask({
      job: '//test:j',
      outputs: [`r${String(number)}`],
      inputs: number === 0 ? [] : [`r${String(number - 1)}`],
    }),
  );
  const odd = fakeJobGraph(chain.filter((_, number) => number % 2 === 1));
  const result = merged(fakeJobGraph(chain.slice(0, 60_000)), odd, fakeJobGraph(chain.slice(50_000)));
  expect(result.tasks.length).toBe(100_000);
  expect(result.tasks.at(-1)?.config.outputs).toEqual(['r99999']);
});
