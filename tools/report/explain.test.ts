import { expect, test } from '@jest/globals';
import type { Comparison, Explanation, ManifestSummary, PartitionExplanation } from '../plan/explain/index.js';
import { refs } from '../dev/testing/index.js';
import { describeExplanation } from './explain.js';

const ref = (text: string): PartitionExplanation['ref'] => refs(text)[0] as PartitionExplanation['ref'];
const made = (text: string): ManifestSummary => ({
  manifest: `m-${text}`,
  endTime: '2026-03-01T06:30:00.000Z',
  job: '//test:old',
  jobVersion: '1.0.0',
  buildId: 'b1',
  origin: 'built',
});
const move = { old: '1'.repeat(64), new: '2'.repeat(64) };

/** The comparison of the task that makes a ref. `inputs`: the changed inputs, each of which has a comparison. */
function compared(text: string, fields: Partial<Omit<Comparison, 'inputs'>> = {}, inputs: string[] = []): Comparison {
  return {
    id: text,
    task: text,
    job: `//test:${text.split('/')[0] ?? ''}`,
    outputs: refs(text),
    made: made(text),
    standing: 'stale',
    versionKey: move,
    changes: [],
    ...fields,
    inputs: inputs.map((input) => ({
      ref: ref(input),
      manifest: `m-${input}`,
      weight: 'version' as const,
      versionKey: move,
      comparison: input,
    })),
  };
}

const base = (text: string, validity: PartitionExplanation['validity'] = 'version') => ({
  ref: ref(text),
  task: text,
  job: '//test:x',
  validity,
});

const valid = (text: string, masked: string | null, validity?: PartitionExplanation['validity']) => ({
  ...base(text, validity),
  verdict: 'valid' as const,
  made: made(text),
  masked,
  queries: [],
});

const stale = (text: string, validity?: PartitionExplanation['validity'], comparison: string | null = text) => ({
  ...base(text, validity),
  verdict: 'stale' as const,
  reason: { kind: 'input-changed' as const, refs: refs('b/1') },
  comparison,
  queries: [],
});

const lines = (
  partitions: PartitionExplanation[],
  comparisons: Comparison[] = [],
  missing: Explanation['missing'] = [],
): string[] => {
  const fields = { partitions, missing, comparisons };
  const explanation: Explanation = { schemaVersion: 2, graph: '//test:g', snapshot: '0', ...fields };
  return [...describeExplanation(explanation)];
};
/** The lines after the two that describe the partition and its manifest. */
const causes = (partition: PartitionExplanation, comparisons: Comparison[]): string[] =>
  lines([partition], comparisons).slice(2);

const version = { field: 'jobVersion' as const, old: '1.0.0', new: '2.0.0' };
const args = { field: 'args' as const, index: 0, old: ['x'], new: ['y'] };

test('a valid partition is shown with the manifest and the validity that prove it', () => {
  const partition = { ...valid('a/1', null, 'content'), queries: [{ ref: ref('q/1'), old: null, new: 'm9' }] };
  expect(lines([partition])).toEqual([
    'a/1  is valid by its content',
    '  built 2026-03-01T06:30:00.000Z by //test:old 1.0.0: manifest m-a/1, build b1',
    '  query inputs changed since then, which never makes it stale: q/1',
  ]);
});

test('a missing partition is shown with its past, or with the missing output of the same task', () => {
  const missing = (...outputs: { ref: string; forgotten: string | null }[]): string | undefined => {
    const shown = outputs.map((output) => ({ ...output, ref: ref(output.ref), manifest: output.forgotten && 'm7' }));
    return lines([{ ...base('a/1'), verdict: 'missing' }], [], [{ task: 'a/1', outputs: shown }])[0];
  };
  expect(missing({ ref: 'a/1', forgotten: null })).toBe('a/1  is missing: it was never built');
  expect(missing({ ref: 'a/1', forgotten: '2026-03-01T00:00:00.000Z' })).toBe(
    'a/1  is missing: it was forgotten at 2026-03-01T00:00:00.000Z (its last manifest: m7)',
  );
  expect(missing({ ref: 'a/2', forgotten: null }, { ref: 'a/3', forgotten: null })).toBe(
    'a/1  is missing: the same task makes a/2, which was never built, and 1 other output',
  );
});

test('a stale partition is shown with its nearest cause and the path to the task that changed', () => {
  const comparisons = [
    compared('a/1', {}, ['b/1']),
    compared('b/1', {}, ['c/1']),
    compared('c/1', { changes: [version, args] }),
  ];
  expect(lines([stale('a/1')], comparisons)).toEqual([
    'a/1  is stale by its version: input-changed (b/1)',
    '  built 2026-03-01T06:30:00.000Z by //test:old 1.0.0: manifest m-a/1, build b1; since then:',
    '    b/1 ← c/1  //test:c',
    '      jobVersion: 1.0.0 → 2.0.0',
    '      args[0]: "x" → "y" (masked)',
  ]);
});

test('a stale partition whose task may turn out not to run is shown with that', () => {
  const partition = { ...stale('a/1'), runsIf: 'inputs-differ' as const };
  const comparisons = [compared('a/1', {}, ['b/1']), compared('b/1', { changes: [version] })];
  expect(causes(partition, comparisons)).toEqual([
    '    b/1  //test:b',
    '      jobVersion: 1.0.0 → 2.0.0',
    '  its task does not run if these inputs turn out to have the same data as before',
  ]);
});

test('changes of args and code count under content validity', () => {
  const comparisons = [compared('a/1', { changes: [args], code: move })];
  expect(causes(stale('a/1', 'content'), comparisons)).toEqual([
    '    args[0]: "x" → "y"',
    '    code: 111111111111 → 222222222222',
  ]);
});

test('masked changes are explained in the same way as changes that count', () => {
  expect(causes(valid('a/1', 'a/1'), [compared('a/1', { changes: [args] })])).toEqual([
    '  masked changes since then:',
    '    args[0]: "x" → "y"',
  ]);
});

test('a shared cause is explained once', () => {
  const comparisons = [
    compared('a/1', {}, ['b/1', 'b/2', 'd/1']),
    compared('b/1', {}, ['c/1']),
    compared('b/2', {}, ['c/1']),
    compared('d/1', { changes: [version] }, ['c/1']),
    compared('c/1', { changes: [version] }),
    compared('e/1', {}, ['c/1']),
  ];
  expect(
    lines([stale('a/1'), stale('e/1'), stale('a/1')], comparisons).filter((line) => !/^ {2}built /.test(line)),
  ).toEqual([
    'a/1  is stale by its version: input-changed (b/1)',
    '    b/1, b/2 ← c/1  //test:c',
    '      jobVersion: 1.0.0 → 2.0.0',
    '    d/1  //test:d',
    '      jobVersion: 1.0.0 → 2.0.0',
    '      c/1: as above',
    'e/1  is stale by its version: input-changed (b/1)',
    '    c/1: as above',
    'a/1  is stale by its version: input-changed (b/1)',
    '    as above',
  ]);
});

test('inputs with the same change share one line, and a long list of changes is cut off', () => {
  const days = Array.from({ length: 30 }, (_, day) => `day/${String(day)}`);
  const alike = [compared('a/1', {}, days), ...days.map((day) => compared(day, { changes: [version] }))];
  expect(causes(stale('a/1'), alike)).toEqual([
    '    day/0, day/1, day/2, day/3, day/4 and 25 more  //test:day',
    '      jobVersion: 1.0.0 → 2.0.0',
  ]);
  const own = days.map((day) => compared(day, { changes: [{ ...version, new: `2.0.${day.slice(4)}` }] }));
  const told = causes(stale('a/1'), [compared('a/1', {}, days), ...own]);
  expect(told).toHaveLength(41);
  expect(told.at(-1)).toBe('    and 10 more changed inputs; --json lists all');
});

test('a cause that is unknown is reported as unknown', () => {
  const gone = { ref: ref('c/1'), weight: 'version' as const, versionKey: move, comparison: null };
  const withInputs = (...inputs: Comparison['inputs']): Comparison => ({ ...compared('a/1'), inputs });
  expect(causes(stale('a/1'), [withInputs({ ...gone, manifest: null })])).toEqual([
    '    c/1: was not in the catalog when it was read',
  ]);
  expect(causes(stale('a/1'), [withInputs({ ...gone, manifest: 'm1' })])[0]).toContain(
    'c/1: manifest m1, which was read, is no longer in the catalog',
  );
  expect(causes(stale('a/1'), [compared('a/1')])).toEqual([
    '    no recorded field differs, but its version key does: 111111111111 → 222222222222',
  ]);
  expect(lines([stale('a/1', 'version', null)])[1]).toContain('no longer in the catalog');
});

test('a long chain takes one line, and the indentation of a deep one is limited', () => {
  const chain = (changes: Comparison['changes']): Comparison[] =>
    Array.from({ length: 20_000 }, (_, at) =>
      compared(
        `n/${String(at)}`,
        { changes: at === 19_999 ? [version] : changes },
        at < 19_999 ? [`n/${String(at + 1)}`] : [],
      ),
    );
  expect(causes(stale('n/0'), chain([]))).toEqual([
    '    n/1 ← n/2 ← n/3 ← n/4 ← … 19,994 more … ← n/19999  //test:n',
    '      jobVersion: 1.0.0 → 2.0.0',
  ]);
  const deep = causes(stale('n/0'), chain([version]));
  expect(deep).toHaveLength(2 * 19_999 + 1);
  expect(Math.max(...deep.map((line) => line.length))).toBeLessThan(60);
});
