import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConfigTemplate } from './config_template.js';
import { contentKey, graphDigest, JobKeys, patternsDigest, taskId, templateDigest, versionKey } from './keys.js';
import type { TaskConfig } from './job_graph.js';
import type { PartitionRef } from './ref.js';

const refs = (...texts: string[]): PartitionRef[] => texts as PartitionRef[];

test('the id of a task is 16 hexadecimal digits that depend only on its job and outputs', () => {
  const id = taskId('//a:b', refs('x', 'y'));
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(taskId('//a:b', refs('y', 'x'))).toBe(id);
  expect(taskId('//a:c', refs('x', 'y'))).not.toBe(id);
  expect(taskId('//a:b', refs('x'))).not.toBe(id);
});

test('ids and keys stay the same between releases, because catalogs store them', () => {
  expect(taskId('//a:b', refs('x'))).toBe('4e3a99b4da8de3ae');
  expect(versionKey('//a:b', '1.2.3', refs('x'), ['k'])).toBe(
    '382d372a03235bcb93495a002af3e1a592c65af7ea63bbeb26e76ddffc5a4072',
  );
  const config = { executable: 'r', args: ['a'], env: { B: 'c' }, outputs: refs('x') };
  expect(contentKey('//a:b', 'd', config, ['k'])).toBe(
    'ac21c933a72f609675be4d899fbcbff86e8a6307d387494845767b5543012051',
  );
});

test('a version key ignores only the minor and patch version and the order of outputs and inputs', () => {
  const key = versionKey('//a:b', '1.2.3', refs('x', 'y'), ['k1', 'k2']);
  expect(versionKey('//a:b', '1.9.0', refs('y', 'x'), ['k2', 'k1'])).toBe(key);
  for (const other of [
    versionKey('//a:b', '2.0.0', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:b', '12.0.0', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:c', '1.2.3', refs('x', 'y'), ['k1', 'k2']),
    versionKey('//a:b', '1.2.3', refs('x'), ['k1', 'k2']),
    versionKey('//a:b', '1.2.3', refs('x', 'y'), ['k1']),
    versionKey('//a:b', '1.2.3', refs('x', 'y', 'k1'), ['k2']),
  ]) {
    expect(other).not.toBe(key);
  }
});

test('a content key changes with the job, code, program, args, env, outputs and inputs', () => {
  const config = { executable: 'run', args: ['a', 'b'], env: { A: '1', B: '2' }, outputs: refs('x', 'y') };
  const key = contentKey('//a:b', 'code', config, ['k1', 'k2']);
  const reordered = { ...config, env: { B: '2', A: '1' }, outputs: refs('y', 'x') };
  expect(contentKey('//a:b', 'code', reordered, ['k2', 'k1'])).toBe(key);
  for (const other of [
    contentKey('//a:c', 'code', config, ['k1', 'k2']),
    contentKey('//a:b', 'other code', config, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, executable: 'other' }, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, args: ['b', 'a'] }, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, args: ['a\nb'] }, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, env: { A: '2', B: '1' } }, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, env: { A: '1' } }, ['k1', 'k2']),
    contentKey('//a:b', 'code', { ...config, outputs: refs('x') }, ['k1', 'k2']),
    contentKey('//a:b', 'code', config, ['k1']),
  ]) {
    expect(other).not.toBe(key);
  }
});

test('the digest of a graph depends on its jobs, versions and code, but not on the order of jobs', () => {
  const a = { version: '1.0.0', configure: 'c', run: 'r' };
  const digest = graphDigest('lookup', { '//a': a, '//b': a });
  expect(graphDigest('lookup', { '//b': a, '//a': a })).toBe(digest);
  for (const other of [
    graphDigest('other', { '//a': a, '//b': a }),
    graphDigest('lookup', { '//a': a }),
    graphDigest('lookup', { '//a': a, '//b': { ...a, version: '1.0.1' } }),
    graphDigest('lookup', { '//a': a, '//b': { ...a, configure: 'd' } }),
    graphDigest('lookup', { '//a': a, '//b': { ...a, run: 'd' } }),
  ]) {
    expect(other).not.toBe(digest);
  }
});

test('different lists of outputs give different ids, even if they join to the same text', () => {
  const names = fc.array(
    fc.string({ unit: fc.constantFrom('a', ',', ' ', '"', '\\', 'n'), minLength: 1, maxLength: 4 }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(names, names, (one, other) => {
      const same = JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
      expect(taskId('//a:b', refs(...one)) === taskId('//a:b', refs(...other))).toBe(same);
    }),
  );
});

test('no key depends on how Bazel spells a repository', () => {
  const keysOf = (job: string, executable: string): string[] => [
    taskId(job, refs('x')),
    versionKey(job, '1.0.0', refs('x'), []),
    contentKey(job, 'code', { executable, args: [], env: {}, outputs: refs('x') }, []),
    graphDigest('lookup', { [job]: { version: '1.0.0', configure: 'c', run: 'r' } }),
  ];
  const keys = keysOf('@other//:j', 'other+/run');
  for (const repository of ['other~', 'other+', 'other~1.2', 'other~override']) {
    expect(keysOf(`@@${repository}//:j`, `${repository}/run`)).toEqual(keys);
  }
  // The ids that earlier releases computed with Bazel 7.
  expect(keys[0]).toBe(hash('sha256', '\0task-1\n@@other~//:j\0\nx').slice(0, 16));
  expect(keysOf('//:j', '_main/run')).not.toEqual(keys);
});

const TEMPLATE: ConfigTemplate = { inputs: ['i'], queryInputs: ['q'], args: ['a', 'b'], env: { A: '1', B: '2' } };

test.each<[string, readonly string[], Partial<ConfigTemplate>]>([
  ['another pattern', ['m/{y}'], {}],
  ['one more pattern', ['m/{x}', 'n/{x}'], {}],
  ['another input', ['m/{x}'], { inputs: ['j'] }],
  ['an input that is only queried', ['m/{x}'], { inputs: [], queryInputs: ['i', 'q'] }],
  ['another order of the arguments', ['m/{x}'], { args: ['b', 'a'] }],
  ['another value of a variable', ['m/{x}'], { env: { A: '1', B: '3' } }],
])('%s changes the digest of a template', (_, makes, changes) => {
  expect(templateDigest(makes, { ...TEMPLATE, ...changes })).not.toBe(templateDigest(['m/{x}'], TEMPLATE));
});

test('the order of its variables does not change the digest of a template', () => {
  const swapped = { ...TEMPLATE, env: { B: '2', A: '1' } };
  expect(templateDigest(['m/{x}'], swapped)).toBe(templateDigest(['m/{x}'], TEMPLATE));
});

test('patterns have a digest by what they are and whose, in whatever order they stand', () => {
  const jobs = [
    { label: '//:a', makes: ['a/{x}', 'b'] },
    { label: '@other//:b', makes: ['c'] },
  ];
  const digest = patternsDigest(jobs);
  expect(
    patternsDigest([
      { label: '@@other~//:b', makes: ['c'] },
      { label: '//:a', makes: ['b', 'a/{x}'] },
    ]),
  ).toBe(digest);
  expect(
    patternsDigest([
      { label: '//:a', makes: ['a/{x}'] },
      { label: '@other//:b', makes: ['b', 'c'] },
    ]),
  ).not.toBe(digest);
});

test('the ids and keys of many tasks of a job are those of each of them', () => {
  const texts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 12 });
  const config = fc.record({
    outputs: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }) as fc.Arbitrary<PartitionRef[]>,
    inputs: fc.constant<TaskConfig['inputs']>([]),
    args: texts,
    env: fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.string()),
    executable: fc.constantFrom('_main/run', '/bin/x', 'rules_python~/x', '"'),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(config, texts, texts)), (tasks) => {
      const keys = new JobKeys('@a//b:c', '2.1.0', 'd');
      for (const [each, versionKeys, contentKeys] of tasks) {
        expect(keys.idOf(each.outputs)).toBe(taskId('@a//b:c', each.outputs));
        expect(keys.of({ ...each, args: JSON.stringify(each.args) }, [...versionKeys], [...contentKeys])).toEqual({
          versionKey: versionKey('@a//b:c', '2.1.0', each.outputs, versionKeys),
          contentKey: contentKey('@a//b:c', 'd', each, contentKeys),
        });
      }
    }),
  );
});
