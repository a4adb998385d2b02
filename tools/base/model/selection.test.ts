import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JobDescriptor } from './descriptor.js';
import { readRefGlob } from './ref_glob.js';
import { readBound, selects, type Selection } from './selection.js';

/** A graph of jobs with these patterns. */
const graphOf = (...makes: readonly (readonly string[])[]) => ({
  jobs: makes.map((patterns, index) => ({
    label: `//t:j${String(index)}`,
    makes: patterns,
  })) as unknown as JobDescriptor[],
});

const GRAPH = graphOf(['report/month={month}', 'old/{x}/{y}'], ['delays/day={day}'], ['airports/all']);

const REFS = [
  'airports/all',
  'delays/day=2001-01-31',
  'delays/day=2001-02-01',
  'delays/day=2001-02-28',
  'delays/day=2001-03-01',
  'report/month=2001-01',
  'report/month=2001-02',
  'report/month=2001-03',
  'stray/month=2001-02',
];

interface Typed {
  readonly match?: string;
  readonly from?: string;
  readonly to?: string;
}

function selectionOf({ match, from, to }: Typed): Selection {
  const glob = match === undefined ? undefined : readRefGlob(match);
  if (glob?.ok === false) throw new Error(glob.error.reason);
  return {
    glob: glob?.value,
    from: from === undefined ? undefined : readBound(from),
    to: to === undefined ? undefined : readBound(to),
  };
}

function selected(typed: Typed, refs: readonly string[] = REFS, graph = GRAPH): string[] {
  const test = selects(selectionOf(typed), graph);
  if (!test.ok) throw new Error(test.error.reason);
  return refs.filter(test.value);
}

describe('a selection', () => {
  test('of nothing in particular selects every ref', () => {
    expect(selected({})).toEqual(REFS);
  });

  test('by a pattern selects what matches it', () => {
    expect(selected({ match: 'delays/*' })).toEqual(REFS.slice(1, 5));
  });

  test('includes both bounds, and everything that begins with the upper one', () => {
    expect(selected({ match: 'delays/day={day}', from: '2001-02-01', to: '2001-02-28' })).toEqual(REFS.slice(2, 4));
    expect(selected({ match: 'delays/day={day}', from: '2001-02', to: '2001-02' })).toEqual(REFS.slice(2, 4));
  });

  test('with a bound leaves out refs that have no name', () => {
    expect(selected({ from: '2001-02', to: '2001-02' })).toEqual([...REFS.slice(2, 4), 'report/month=2001-02']);
  });

  test('takes names from the pattern of the job where its own has none', () => {
    expect(selected({ match: 'r*', from: '2001-02' })).toEqual(REFS.slice(6, 8));
    expect(selected({ match: '*/month={m}', from: 'm=2001-02', to: 'month=2001-02' })).toEqual([
      'report/month=2001-02',
    ]);
    expect(selected({ match: '*/month={month}', to: 'month=2001-02' })).toEqual([
      ...REFS.slice(5, 7),
      'stray/month=2001-02',
    ]);
  });

  test('compares the last name of a pattern, unless the bound has a name', () => {
    const refs = ['old/1/9', 'old/2/8', 'old/3/7'];
    expect(selected({ match: 'old/{x}/{y}', from: '8' }, refs)).toEqual(['old/1/9', 'old/2/8']);
    expect(selected({ match: 'old/{x}/{y}', from: 'x=2' }, refs)).toEqual(['old/2/8', 'old/3/7']);
    expect(selected({ match: 'old/{x}/{y}', from: 'x=2', to: 'y=7' }, refs)).toEqual(['old/3/7']);
  });

  test.each<[Typed, string]>([
    [{ from: 'mnth=1' }, 'selection-name-unknown'],
    [{ match: 'a/{b}', to: 'c=1' }, 'selection-name-unknown'],
  ])('%j names a name that no pattern has', (typed, reason) => {
    expect(selects(selectionOf(typed), GRAPH)).toMatchObject({ ok: false, error: { reason } });
  });

  test('has no bounds where nothing has a name', () => {
    expect(selects(selectionOf({ match: 'a/*', from: '1' }), graphOf(['airports/all']))).toMatchObject({
      ok: false,
      error: { reason: 'selection-without-names' },
    });
  });
});

test('a bound has a name if one could be in front of its first "="', () => {
  expect(readBound('month=2001=1')).toEqual({ text: 'month=2001=1', name: 'month', value: '2001=1' });
  expect(readBound('2001=1')).toEqual({ text: '2001=1', value: '2001=1' });
  expect(readBound('=1')).toEqual({ text: '=1', value: '=1' });
});

const value = fc.string({ unit: fc.constantFrom('0', '1', '2', '-'), minLength: 1, maxLength: 4 });
const bounds = fc.record({ from: fc.option(value, { nil: undefined }), to: fc.option(value, { nil: undefined }) });

test('selects exactly the refs whose text is in the bounds, whether the name is named, bound by its pattern or by the job', () => {
  fc.assert(
    fc.property(fc.uniqueArray(value, { maxLength: 30 }), bounds, (values, { from, to }) => {
      const refs = values.map((each) => `report/month=${each}`);
      const within = values
        .filter(
          (each) => (from === undefined || each >= from) && (to === undefined || each <= to || each.startsWith(to)),
        )
        .map((each) => `report/month=${each}`);
      const named = (bound: string | undefined) => (bound === undefined ? {} : { ['x']: `month=${bound}` }).x;
      const typed = (read: (bound: string | undefined) => string | undefined, match?: string): Typed => {
        const [low, high] = [read(from), read(to)];
        return {
          ...(match !== undefined && { match }),
          ...(low !== undefined && { from: low }),
          ...(high !== undefined && { to: high }),
        };
      };
      for (const match of [undefined, 'report/month={month}', '*/month={month}', 'report/*']) {
        expect(
          selected(
            typed((bound) => bound, match),
            refs,
          ),
        ).toEqual(within);
        expect(selected(typed(named, match), refs)).toEqual(within);
      }
    }),
  );
});
