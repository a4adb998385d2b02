import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Origin } from '../../base/model/index.js';
import { memoryCatalog, openSqliteCatalog, type Catalog } from '../index.js';
import { inputOf, manifestOf, ref, took } from './manifests.js';
import { all } from './subject.js';

const REFS = ['a', 'a/b', 'b', 'é', '\uffee', '😀'];
const OWNERS = ['me', 'you'];
const TTL_MS = 10;

const refs = fc.subarray(REFS);

/** A step that is applied to two catalogs. */
type Step =
  | {
      readonly kind: 'record';
      readonly outputs: string[];
      readonly input: number;
      readonly fenced: boolean;
      readonly job: string;
      readonly ms: number;
      readonly origin: Origin;
    }
  | { readonly kind: 'forget' | 'release'; readonly refs: string[] }
  | { readonly kind: 'acquire'; readonly refs: string[]; readonly owner: string }
  | { readonly kind: 'heartbeat'; readonly refs: string[]; readonly owner: string }
  | { readonly kind: 'elapse'; readonly ms: number }
  | { readonly kind: 'gc'; readonly keepLast: number }
  | { readonly kind: 'import own export' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      outputs: fc.subarray(REFS, { minLength: 1 }),
      input: fc.nat(20),
      fenced: fc.boolean(),
      job: fc.constantFrom('//:j', '//:k'),
      ms: fc.integer({ min: -1, max: 5 }),
      origin: fc.constantFrom<Origin>('built', 'built', 'adopted', 'blessed'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('forget' as const, 'release' as const), refs }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('acquire' as const, 'heartbeat' as const),
      refs,
      owner: fc.constantFrom(...OWNERS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('elapse' as const), ms: fc.integer({ min: -5, max: TTL_MS }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gc' as const), keepLast: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'import own export' as const }) },
);

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'databuild-model-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** Applies the steps. Returns every answer, and the whole contents of the catalog at the end. */
async function story(c: Catalog, steps: readonly Step[], elapse: (ms: number) => void): Promise<unknown[]> {
  const told: unknown[] = [];
  const tokens = new Map<string, number>();
  let count = 0;
  for (const done of steps) {
    switch (done.kind) {
      case 'record': {
        const id = `m${String(++count).padStart(4, '0')}`;
        const inputs =
          done.input < count
            ? [inputOf(`input of ${String(done.input % 3)}`, `m${String(done.input).padStart(4, '0')}`)]
            : [];
        const [key = ''] = done.outputs;
        const fences = new Map([[id, { key, token: tokens.get(key) ?? 0 }]]);
        const { job, origin, ms } = done;
        const manifest = manifestOf(id, done.outputs, { inputs, job, origin, ...took(ms) });
        told.push(await c.record([manifest], done.fenced ? fences : undefined));
        break;
      }
      case 'forget':
        told.push(await c.forget(done.refs.map(ref)));
        break;
      case 'acquire': {
        const outcomes = await c.acquire({ keys: done.refs, owner: done.owner, ttlMs: TTL_MS });
        for (const [key, outcome] of outcomes) if (outcome.acquired) tokens.set(key, outcome.lease.token);
        told.push([...outcomes]);
        break;
      }
      case 'heartbeat':
        told.push(await c.heartbeat(held(done.refs, tokens), TTL_MS));
        break;
      case 'release':
        await c.release(held(done.refs, tokens));
        break;
      case 'elapse':
        elapse(done.ms);
        break;
      case 'gc':
        told.push(await c.gc({ keepLast: done.keepLast, keepChanges: done.keepLast * 20 }));
        break;
      case 'import own export':
        told.push(await c.importLines(c.exportLines()));
    }
    told.push(await all(c.list()), await c.durations(['//:j', '//:k', '//:l'], 3));
    told.push((await c.inputs(REFS.map(ref), 100)).toSorted());
  }
  const history = [...(await c.history(REFS.map(ref)))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = (await all(c.exportLines())).toSorted();
  return [...told, history, lines, await c.changes(0, 1_000), await all(c.verify())];
}

function held(keys: readonly string[], tokens: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(keys.map((key) => [key, tokens.get(key) ?? 0]));
}

function clock(): { now: () => number; elapse: (ms: number) => void } {
  let time = 1_700_000_000_000;
  return { now: () => time, elapse: (ms) => (time += ms) };
}

test('SQLite gives the same answers as memory for any sequence of steps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const [mine, theirs] = [clock(), clock()];
      const opened = await openSqliteCatalog(await mkdtemp(join(root, 'state-')), { now: mine.now });
      if (!opened.ok) throw new Error(JSON.stringify(opened.error));
      const sqlite = await story(opened.value, steps, mine.elapse);
      await opened.value.close();

      expect(sqlite).toEqual(await story(memoryCatalog({ now: theirs.now }), steps, theirs.elapse));
      expect(sqlite.at(-1)).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);
