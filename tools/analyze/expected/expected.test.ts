import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readBound, readRefGlob, selects, type Selection } from '../../base/model/index.js';
import { maskSecrets } from '../../base/secrets/index.js';
import {
  fails,
  fakeAsk,
  fakeDescriptor,
  fakeJob,
  patternDescriptor,
  prints,
  printsText,
  templateJob,
} from '../../dev/testing/index.js';
import type { FakeProgram } from '../../dev/testing/index.js';
import { listExpected, MAX_REFS } from './index.js';

const GRAPH = {
  ...patternDescriptor([templateJob('months', ['m/{month}', 'old/{month}/{page}']), templateJob('all', ['all'])]),
  partitions: '_main/test/partitions',
};

const asked = { what: 'partitions', label: '//test:graph', file: '/runfiles/_main/test/partitions' };

function selectionOf(match?: string, from?: string, to?: string): Selection {
  const glob = match === undefined ? undefined : readRefGlob(match);
  return {
    glob: glob?.ok === true ? glob.value : undefined,
    from: from === undefined ? undefined : readBound(from),
    to: to === undefined ? undefined : readBound(to),
  };
}

async function listed(program: FakeProgram, selection: Selection = {}, descriptor = GRAPH) {
  const { ask, calls } = fakeAsk({ partitions: program });
  const outcome = await listExpected(selection, { descriptor, ask });
  return { outcome, calls };
}

describe('what ought to exist', () => {
  test('is asked for once, with the selection as it was typed', async () => {
    const { outcome, calls } = await listed(() => printsText('m/1\nm/2\n'), selectionOf('m/*', 'month=1', '2'));
    expect(calls).toEqual([{ program: 'partitions', refs: ['--match', 'm/*', '--from', 'month=1', '--to', '2'] }]);
    expect(outcome).toEqual({ ok: true, value: { refs: ['m/1', 'm/2'], printed: 2 } });
  });

  test.each([
    ['lines', 'm/1\nm/2\n\nm/1\n'],
    ['lines of Windows, the last without an end', 'm/1\r\nm/2\r\n\r\nm/1'],
    ['an array', ' ["m/1",\n "m/2", "m/1"]\n'],
  ])('may be printed as %s, where each counts once', async (_, text) => {
    expect((await listed(() => printsText(text))).outcome).toMatchObject({ ok: true, value: { refs: ['m/1', 'm/2'] } });
  });

  test.each(['', '\n', '[]'])('may be nothing: %j', async (text) => {
    expect((await listed(() => printsText(text))).outcome).toEqual({ ok: true, value: { refs: [], printed: 0 } });
  });
});

describe('it is not known', () => {
  test('without a program', async () => {
    const { ask } = fakeAsk({});
    expect(await listExpected({}, { descriptor: fakeDescriptor([fakeJob('a')]), ask })).toEqual({
      ok: false,
      error: { reason: 'expected-no-program', graph: '//test:graph' },
    });
  });

  test('if the program fails', async () => {
    const { outcome } = await listed(() => fails(3, 'no database'));
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'ask-exit-non-zero', asked, exitCode: 3 } });
  });

  test('if lines are no refs; the first of them are kept, all are counted', async () => {
    const { outcome } = await listed(() => printsText(`m/1\n${' m/2\n'.repeat(100)}`));
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'expected-bad-refs', unit: 'line', count: 100 } });
    expect(!outcome.ok && 'bad' in outcome.error && outcome.error.bad).toHaveLength(20);
    expect(!outcome.ok && 'bad' in outcome.error && outcome.error.bad[0]).toEqual({
      number: 2,
      text: ' m/2',
      problem: { reason: 'ref-surrounding-space' },
    });
  });

  test.each<[string, unknown, object]>([
    [
      'an item of the array is no ref',
      ['m/1', ''],
      { reason: 'expected-bad-refs', unit: 'item', bad: [{ number: 2 }] },
    ],
    ['an item of the array is no text', ['m/1', 1], { reason: 'ask-bad-shape', problem: { path: [1], found: '1' } }],
  ])('if %s', async (_, value, error) => {
    expect((await listed(() => prints(value))).outcome).toMatchObject({ ok: false, error });
  });

  test('if no job makes the refs that are selected; others do not matter', async () => {
    const program = () => printsText('m/1\nm/2/3\nhello\n');
    expect((await listed(program)).outcome).toMatchObject({
      ok: false,
      error: {
        reason: 'expected-unmade',
        refs: ['m/2/3', 'hello'],
        patterns: ['m/{month}', 'old/{month}/{page}', 'all'],
      },
    });
    expect((await listed(program, selectionOf('m/{month}'))).outcome).toMatchObject({
      ok: true,
      value: { refs: ['m/1'] },
    });
  });

  test('if there are more refs than anything could be planned for', async () => {
    const { outcome } = await listed(() => printsText('m/1\n'.repeat(MAX_REFS + 1)));
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'expected-too-many', limit: MAX_REFS } });
  });

  test('and no message has a secret in it', async () => {
    const { ask } = fakeAsk({ partitions: () => printsText(' hunter2hunter2\n') });
    const secrets = maskSecrets(['hunter2hunter2']);
    const outcome = await listExpected({}, { descriptor: GRAPH, ask: { ...ask, secrets } });
    expect(outcome).toMatchObject({ ok: false, error: { bad: [{ text: ' ***' }] } });
  });
});

test('a million refs are listed in memory and time that grow with their number', async () => {
  const text = Array.from({ length: MAX_REFS }, (_, i) => `m/${String(i)}\n`).join('');
  const { outcome } = await listed(() => printsText(text), selectionOf('m/{month}', '5', '5'));
  expect(outcome.ok && outcome.value.printed).toBe(MAX_REFS);
  expect(outcome.ok && outcome.value.refs.length).toBe(111_111);
});

const value = fc.string({ unit: fc.constantFrom('0', '1', '-'), minLength: 1, maxLength: 3 });
const option = fc.option(value, { nil: undefined });

test('a program that applies the options itself gives what one gives that ignores them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { maxLength: 20 }),
      option,
      option,
      fc.boolean(),
      async (values, from, to, glob) => {
        const all = [...values.map((each) => `m/${each}`), ...values.map((each) => `old/${each}/x`), 'all'];
        const selection = selectionOf(
          glob ? 'm/{month}' : undefined,
          from === undefined ? undefined : `month=${from}`,
          to === undefined ? undefined : `month=${to}`,
        );
        const isSelected = selects(selection, GRAPH);
        const few = all.filter((ref) => isSelected.ok && isSelected.value(ref));
        const [ignoring, applying] = await Promise.all(
          [all, few].map((refs) => listed(() => printsText(refs.map((ref) => `${ref}\n`).join('')), selection)),
        );
        const refsOf = (each: typeof ignoring) => each?.outcome.ok === true && each.outcome.value.refs;
        expect(refsOf(ignoring)).toEqual(refsOf(applying));
        expect(refsOf(ignoring)).toEqual([...new Set(few)]);
      },
    ),
  );
});
