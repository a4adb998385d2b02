import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { graphDescriptorSchema, serviceDescriptorSchema, singleJobDescriptorSchema } from './descriptor.js';
import { isGraphDescriptor, isServiceDescriptor, isSingleJobDescriptor } from './descriptor_guard.js';
import { configureOutputSchema } from './job_config.js';
import { isConfigureOutput } from './job_config_guard.js';
import { planSchema, type Plan } from './job_graph.js';
import { isLookupAnswer, lookupAnswerSchema } from './lookup_answer.js';
import { manifestSchema } from './manifest.js';
import { isManifest } from './manifest_guard.js';
import { isPlan } from './plan_guard.js';

/** The value after a round trip through JSON text, because the guards check values that have just been parsed. */
const parsed = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

/** A valid value with one of its leaves or members replaced, added or removed. */
function spoilt(right: unknown): fc.Arbitrary<unknown> {
  return fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...REPLACEMENTS)).map(([where, how, replacement]) => {
    const copy: Record<string, unknown> = { root: parsed(right) };
    const places: (readonly [Record<string, unknown>, string])[] = [];
    const visit = (container: object): void => {
      for (const key of Object.keys(container)) {
        const place = container as Record<string, unknown>;
        places.push([place, key]);
        const inner = place[key];
        if (typeof inner === 'object' && inner !== null) visit(inner);
      }
    };
    visit(copy);
    const [container, key] = places[where % places.length] ?? [copy, 'root'];
    if (how % 4 === 0 && Array.isArray(container)) container.push(replacement);
    else if (how % 4 === 1 && !Array.isArray(container)) container[`${key}x`] = replacement;
    else if (how % 4 === 2 && !Array.isArray(container)) Reflect.deleteProperty(container, key);
    else container[key] = replacement;
    return parsed(copy['root']);
  });
}

const REPLACEMENTS: readonly unknown[] = [
  null,
  true,
  1,
  '',
  'a',
  ' a',
  'a\u0000',
  '../a',
  '..',
  '\u001b[31m',
  'a\u202eb',
  '2024-03-01T00:00:00.000Z',
  '2024-03-32T00:00:00.000Z',
  'blessed',
  '\ud800',
  'materialize',
  'query',
  '1.2.3',
  '01.2.3',
  '0123456789abcdef',
  'valid',
  [],
  ['a'],
  [1],
  {},
  { a: 'b' },
  { 'A B': 'b' },
  0,
  -1,
  1.5,
  2 ** 60,
  'unknown',
  'content',
  'a'.repeat(64),
  { ms: 0, samples: 1 },
  { ms: 1, samples: 0 },
  { version: '1.0.0', configure: 'a'.repeat(64), run: 'b'.repeat(64) },
  { kind: 'forced' },
  { kind: 'refreshed' },
  { kind: 'input-refreshed', refs: [] },
  { kind: 'input-refreshed', refs: ['b/1'] },
  { kind: 'missing', refs: [] },
  { depType: 'query', ref: 'q' },
  'inputs-differ',
  { 'a/1': 'd' },
  { 'a/3': 'd' },
  { 'a/1': 7 },
  'a/{x}',
  'a/{y}',
  'a//b',
  '//a:b',
  'configure',
];

const config = {
  outputs: ['a/1', 'a/2'],
  inputs: [
    { depType: 'materialize', ref: 'b/1' },
    { depType: 'query', ref: 'c' },
  ],
  args: ['--x', ''],
  env: { A: 'b', _c1: '' },
  executable: 'run',
};

test.each([
  ['configure output', [config, { outputs: ['b'] }], isConfigureOutput, configureOutputSchema()],
  ['lookup answer', { ':a': ['x', 'y'], '//b:c': [] }, isLookupAnswer, lookupAnswerSchema()],
] as const)('the guard of a %s gives the verdict of its schema', (_, right, guard, schema) => {
  expect(guard(right)).toBe(true);
  expect(schema.safeParse(right).success).toBe(true);
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(spoilt(right), fc.jsonValue()), (value) => {
      const verdict = schema.safeParse(value).success;
      if (!verdict) refused++;
      expect(guard(value)).toBe(verdict);
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(100);
});

const plan = {
  schemaVersion: 1,
  id: 'p',
  graph: '//a:g',
  graphDigest: 'g',
  jobs: { '//a:b': { version: '1.2.3', configure: 'c'.repeat(64), run: 'd'.repeat(64) } },
  validity: 'version',
  outputs: ['a/1'],
  tasks: [
    {
      id: '0123456789abcdef',
      job: '//a:b',
      jobVersion: '1.2.3',
      config,
      dependsOn: ['fedcba9876543210'],
      versionKey: 'k',
      contentKey: 'c',
      reason: { kind: 'missing', refs: ['a/1'] },
      replaces: ['m1'],
      runsIf: 'inputs-differ',
      estimate: { ms: 1200, samples: 3 },
    },
    {
      id: 'fedcba9876543210',
      job: '//a:b',
      jobVersion: '0.0.0',
      config,
      dependsOn: [],
      versionKey: 'k',
      contentKey: 'c',
      estimate: 'unknown',
      reason: { kind: 'job-major-changed', from: '1.0.0', to: '2.0.0' },
    },
  ],
  pruned: [{ ref: 'b/1', manifest: 'm', note: 'valid' }],
  catalog: { snapshot: 's' },
  estimate: { totalMs: 1200, criticalPathMs: 1200, unknownTasks: 1, samples: 3 },
};

test('the guard of a plan accepts exactly what its schema accepts with every default written out', () => {
  const complete = (value: unknown): boolean => {
    const checked = planSchema().safeParse(value);
    if (!checked.success) return false;
    const { tasks } = value as Plan;
    return tasks.every((task) => 'inputs' in task.config && 'args' in task.config && 'env' in task.config);
  };
  expect(isPlan(plan)).toBe(true);
  expect(complete(plan)).toBe(true);
  let refused = 0;
  fc.assert(
    fc.property(spoilt(plan), (value) => {
      const verdict = complete(value);
      if (!verdict) refused++;
      expect(isPlan(value)).toBe(verdict);
    }),
    { numRuns: 8000 },
  );
  expect(refused).toBeGreaterThan(500);
});

const manifest = {
  schemaVersion: 1,
  id: 'm1',
  outputs: ['a/1', 'a/2'],
  inputs: [
    { depType: 'materialize', ref: 'b/1', manifest: 'm0', versionKey: 'v0', digest: 'd', unchangedSince: 'm' },
    { depType: 'query', ref: 'c', manifest: null, versionKey: null },
  ],
  job: '//a:b',
  jobVersion: '1.2.3',
  config,
  startTime: '2024-03-01T00:00:00.000Z',
  endTime: '2024-03-01T00:00:01.000Z',
  buildId: 'build-1',
  taskId: '0123456789abcdef',
  host: 'host.example',
  attempt: 1,
  exitCode: 0,
  versionKey: 'v',
  contentKey: 'c',
  codeDigest: 'e'.repeat(64),
  plan: 'p',
  origin: 'unchanged',
  unchangedSince: 'm0',
  digests: { 'a/2': 'sha256:1' },
  metadata: { rows: 3, nested: [{}] },
};

test('the guard of a manifest accepts exactly what its schema accepts with every default written out', () => {
  const complete = (value: unknown): boolean => {
    if (!manifestSchema().safeParse(value).success) return false;
    const { config: own } = value as { config: object };
    return 'inputs' in own && 'args' in own && 'env' in own;
  };
  expect(isManifest(manifest)).toBe(true);
  expect(complete(manifest)).toBe(true);
  let refused = 0;
  fc.assert(
    fc.property(spoilt(manifest), (value) => {
      const verdict = complete(value);
      if (!verdict) refused++;
      expect(isManifest(value)).toBe(verdict);
    }),
    { numRuns: 4000 },
  );
  expect(refused).toBeGreaterThan(500);
});

const settings = {
  label: '//a:b',
  run: '_main/run',
  runDigest: '_main/run.digest',
  version: '1.2.3',
  validity: 'version',
  refsFrom: 'args',
  retries: 0,
  retryDelayMs: 0,
  timeoutMs: 0,
  expectedDurationMs: 0,
  resources: { cpu: 1 },
};
const byProgram = {
  ...settings,
  makes: ['a/{x}'],
  configure: '_main/configure',
  configureDigest: '_main/configure.digest',
  check: '_main/check',
  digest: '_main/digest',
  workers: ['configure', 'run'],
  batch: 2,
  engineOptions: { partition: 'long' },
};
const byTemplate = {
  ...settings,
  makes: ['a/{x}', '{x}/{y}'],
  template: { inputs: ['b/{x}'], queryInputs: ['c'], args: ['{x}'], env: { A: '{x}' } },
};
const withoutLookup = {
  schemaVersion: 1,
  kind: 'graph',
  label: '@m//a:g',
  package: 'a',
  repositories: { m: '@module', main: '' },
  partitions: '_main/partitions',
  engineOptions: { 'lost-after': '60' },
  jobs: [byProgram, byTemplate],
};
const graphDescriptor = {
  ...withoutLookup,
  lookup: '_main/lookup',
  lookupDigest: '_main/lookup.digest',
  workers: ['lookup'],
};

const trigger = { name: 'daily', catchUp: 'latest', timeoutMs: 1000 };
const withTriggers = {
  ...withoutLookup,
  jobs: [byTemplate],
  triggers: [
    { ...trigger, schedule: '0 6 * * *', timezone: 'Europe/Berlin', requests: ['a/{date}'] },
    { ...trigger, name: 'late', requests: ['a/{x}'], onPartitions: ['{x}/b'] },
    { ...trigger, name: 'polled', refs: '_main/refs', http: true, poll: '_main/poll', pollSeconds: 60 },
    { ...trigger, name: 'called', requests: ['a'], http: true, priority: 3, validity: 'content', refresh: true },
  ],
};

test.each([
  ['graph', graphDescriptor, isGraphDescriptor, graphDescriptorSchema],
  ['graph with triggers', withTriggers, isGraphDescriptor, graphDescriptorSchema],
  ['graph without a lookup program', withoutLookup, isGraphDescriptor, graphDescriptorSchema],
  [
    'job',
    { schemaVersion: 1, kind: 'job', label: '//a:b', package: 'a', job: byProgram },
    isSingleJobDescriptor,
    singleJobDescriptorSchema,
  ],
  [
    'job without a configure program',
    { schemaVersion: 1, kind: 'job', label: '//a:b', package: 'a', job: byTemplate },
    isSingleJobDescriptor,
    singleJobDescriptorSchema,
  ],
  [
    'service',
    { schemaVersion: 1, kind: 'service', label: '@databuild//service:s', package: 'service' },
    isServiceDescriptor,
    serviceDescriptorSchema,
  ],
] as const)(
  'the guard of the descriptor of a %s accepts exactly what its schema returns unchanged',
  (_, right, guard, schema) => {
    expect(guard(right)).toBe(true);
    let refused = 0;
    fc.assert(
      fc.property(spoilt(right), (value) => {
        const checked = schema().safeParse(value);
        const verdict = checked.success && isDeepStrictEqual(checked.data, value);
        if (!verdict) refused++;
        expect(guard(value)).toBe(verdict);
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(500);
  },
);

test.each([
  ['id', ''],
  ['id', 'a\u001b[2J'],
  ['buildId', '../..'],
  ['buildId', '..'],
  ['taskId', '../../etc/passwd'],
  ['taskId', 'a/b'],
  ['host', 'h\u001b]0;title\u0007'],
  ['host', '\u202e'],
  ['job', '//a:b\n'],
  ['plan', 'x'.repeat(2_000)],
  ['versionKey', '\u2028'],
])('rejects a manifest whose %s is %j', (field, text) => {
  expect(manifestSchema().safeParse({ ...manifest, [field]: text }).success).toBe(false);
});

test('accepts an environment variable named __proto__', () => {
  const [only] = JSON.parse('[{"outputs":["a"],"env":{"__proto__":"x"}}]') as unknown[];
  expect(isConfigureOutput([only])).toBe(true);
  expect(JSON.stringify(only)).toContain('"__proto__":"x"');
});
