import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fails, prints, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, type Inputs } from './testing/index.js';

const prefixOf = (ref: string): string => ref.split('/')[0] ?? '';
const numberOf = (ref: string): number => Number(ref.split('/')[1]);
const refAt = (prefix: string, number: number): string => `${prefix}/${String(number)}`;

/** `gone` is the prefix of refs whose job was removed from the graph. */
const PREFIXES = ['a', 'b', 'c', 'gone'];
const NUMBERS = 6;
const REFS = PREFIXES.flatMap((prefix) => Array.from({ length: NUMBERS }, (_, number) => refAt(prefix, number)));

/** How lookup and configure answer about one ref. Most answers are good. */
type Answer = 'good' | 'left out' | 'fails';

/** What the programs of a graph answer about each ref, whatever else they are asked. */
interface World {
  readonly lookup: Readonly<Record<string, Answer>>;
  readonly configure: Readonly<Record<string, Answer>>;
  readonly inputs: Inputs;
  /** How many refs of a job one config makes. */
  readonly together: number;
  /** Refs of other jobs that a config makes as well. */
  readonly strays: Inputs;
  /** Refs whose configs are printed besides that of the ref. */
  readonly besides: Inputs;
  /** Whether programs print their answers in the reverse order. */
  readonly reversed: boolean;
  /** Whether inputs that would close a cycle are left out. */
  readonly acyclic: boolean;
}

const someRefs = fc.array(fc.constantFrom(...REFS), { maxLength: 3 });
const answer = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Answer>('good') },
  { weight: 1, arbitrary: fc.constantFrom<Answer>('left out', 'fails') },
);
const byRef = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.record(Object.fromEntries(REFS.map((ref) => [ref, value])));
const rarely = (value: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: value });

const world: fc.Arbitrary<World> = fc.record({
  lookup: byRef(answer),
  configure: byRef(answer),
  inputs: byRef(fc.oneof({ weight: 1, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: someRefs })),
  together: fc.constantFrom(1, 1, 2, 3),
  strays: byRef(rarely(someRefs)),
  besides: byRef(rarely(someRefs)),
  reversed: fc.boolean(),
  acyclic: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

function programsOf(made: World): Record<string, FakeProgram> {
  const { lookup, configure, inputs, together, strays, besides, reversed, acyclic } = made;
  const inOrder = <T>(items: readonly T[]): readonly T[] => (reversed ? items.toReversed() : items);
  /** The first of the refs that a config makes together with this ref. */
  const firstOf = (ref: string): string => refAt(prefixOf(ref), numberOf(ref) - (numberOf(ref) % together));
  const configOf = (first: string): unknown => ({
    outputs: [
      ...Array.from({ length: together }, (_, index) => refAt(prefixOf(first), numberOf(first) + index)),
      ...(strays[first] ?? []).filter((ref) => prefixOf(ref) !== prefixOf(first)),
    ],
    inputs: (inputs[first] ?? [])
      .filter((input) => !acyclic || numberOf(firstOf(input)) > numberOf(first))
      .map((input, index) => ({ depType: index === 2 ? 'query' : 'materialize', ref: input })),
    args: [first],
  });
  return {
    lookup: (asked) => {
      if (asked.some((ref) => lookup[ref] === 'fails')) return fails(1, 'no such ref');
      const placed: Record<string, string[]> = {};
      for (const ref of inOrder(asked)) {
        if (lookup[ref] === 'good' && prefixOf(ref) !== 'gone') (placed[`:${prefixOf(ref)}`] ??= []).push(ref);
      }
      return prints(placed);
    },
    ...Object.fromEntries(
      ['a', 'b', 'c'].map((name): [string, FakeProgram] => [
        `${name}.configure`,
        (asked) => {
          const firsts = asked.map(firstOf);
          if (firsts.some((ref) => configure[ref] === 'fails')) return fails(2, 'no such partition');
          const more = firsts.flatMap((ref) => (besides[ref] ?? []).filter((other) => prefixOf(other) === name));
          const configured = [...firsts, ...more.map(firstOf)].filter((ref) => configure[ref] === 'good');
          return prints(inOrder([...new Set(configured)]).map(configOf));
        },
      ]),
    ),
  };
}

test('an analysis gives the same with and without speculation and workers, whatever the catalog has recorded', async () => {
  const stale = byRef(someRefs);
  await fc.assert(
    fc.asyncProperty(
      world,
      stale,
      fc.boolean(),
      fc.uniqueArray(fc.constantFrom(...REFS.filter((ref) => !ref.startsWith('gone'))), { minLength: 1, maxLength: 3 }),
      async (made, recorded, isCurrent, outputs) => {
        const programs = programsOf(made);
        const plain = await analyzeWith(made.inputs, outputs, programs).result;
        const known = isCurrent ? made.inputs : recorded;
        const ways = [
          analyzeWith(made.inputs, outputs, programs, known),
          analyzeWith(made.inputs, outputs, programs, undefined, true),
          analyzeWith(made.inputs, outputs, programs, known, true),
        ];
        for (const { result } of ways) expect(JSON.stringify(await result)).toBe(JSON.stringify(plain));
        expect(ways.map(({ calls, kept }) => kept.length / calls.length)).toEqual([0, 1, 1]);
      },
    ),
    { numRuns: 1_000 },
  );
}, 60_000);

test('a ref that only an offered config makes is found with speculation, too', async () => {
  const none: Inputs = Object.fromEntries(REFS.map((ref) => [ref, []]));
  const good = Object.fromEntries(REFS.map((ref): [string, Answer] => [ref, 'good']));
  const programs = programsOf({
    lookup: good,
    configure: good,
    inputs: { ...none, 'b/0': ['gone/5'] },
    together: 1,
    // The answer about a/4 has the config of a/1, too. Ahead, a/1 is asked for, so that this offers nothing.
    besides: { ...none, 'a/4': ['a/1'] },
    strays: { ...none, 'a/1': ['gone/5'] },
    reversed: false,
    acyclic: true,
  });
  const plain = await analyzeWith({}, ['a/4', 'b/0'], programs).result;
  const ahead = await analyzeWith({}, ['a/4', 'b/0'], programs, { ...none, 'b/0': ['a/1'] }).result;
  expect(plain.ok).toBe(true);
  expect(JSON.stringify(ahead)).toBe(JSON.stringify(plain));
});
