import { describe, expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import type { Reason, Task, Validity } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { plan } from './plan.js';
import type { PlanRequest } from './request.js';
import { record } from './testing/index.js';

const OLD_CODE = 'e'.repeat(64);

const c = fakeTask({ outputs: ['c/1'] });
const d = fakeTask({ outputs: ['d/1'] });
const b = fakeTask({
  outputs: ['b/1'],
  inputs: ['c/1', 'd/1'],
  jobVersion: '1.2.0',
  config: { args: ['1'], env: { TZ: 'UTC' } },
});

interface Change {
  /** Of the last task, as it was recorded. Its keys were others in any case. */
  readonly was?: Partial<Omit<Task, 'config'>> & { config?: Partial<Task['config']> };
  /** Its inputs as they were recorded. */
  readonly inputs?: readonly Task[];
  readonly codeOf?: (job: string) => string;
  readonly request?: PlanRequest;
}

/** Why `b/1` is stale by a validity, given a catalog. */
async function reason(validity: Validity, { was = {}, inputs = [c, d], codeOf, request }: Change): Promise<Reason> {
  const catalog = memoryCatalog();
  const { config, ...rest } = was;
  const before = { ...b, versionKey: 'old', contentKey: 'old', ...rest, config: { ...b.config, ...config } };
  await record([...inputs, before], catalog, codeOf);
  // What the inputs are now is there, too, so that only `b/1` is looked at.
  await record([c, d], catalog);
  const graph = fakeJobGraph([c, d, b], { outputs: refs('b/1') });
  const made = await plan(graph, { validity, ...request }, { catalog, jobs: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.tasks.at(-1)!.reason;
}

test('a task whose outputs are missing names them', async () => {
  const made = await plan(
    fakeJobGraph([fakeTask({ outputs: ['x/2', 'x/1'] })]),
    {},
    { catalog: memoryCatalog(), jobs: [] },
  );
  expect(made.ok && made.value.tasks[0]?.reason).toEqual({ kind: 'missing', refs: ['x/2', 'x/1'] });
});

test('what is forced says so, whatever else is to be said', async () => {
  const change = { was: { jobVersion: '0.9.0' }, request: { force: refs('b/1') } };
  expect(await reason('version', change)).toEqual({ kind: 'forced' });
});

describe.each(['version', 'content'] as const)('by %s', (validity) => {
  const oldInput = { ...c, versionKey: 'old', contentKey: 'old' };

  test('a new major says from what to what, up or down, before all else', async () => {
    for (const jobVersion of ['0.9.1', '2.0.0', '11.2.0']) {
      const change = { was: { jobVersion, config: { args: ['2'] } }, inputs: [oldInput, d] };
      expect(await reason(validity, change)).toEqual({ kind: 'job-major-changed', from: jobVersion, to: '1.2.0' });
    }
  });

  test('another job is named even before its version', async () => {
    expect(await reason(validity, { was: { job: '//test:other', jobVersion: '9.0.0' } })).toEqual({
      kind: 'content-changed',
      fields: ['job'],
    });
  });

  test('inputs that moved, came or went are named, in order', async () => {
    const kind = 'input-changed';
    expect(await reason(validity, { inputs: [oldInput, d] })).toEqual({ kind, refs: ['c/1'] });
    expect(await reason(validity, { inputs: [oldInput, { ...d, versionKey: 'old' }] })).toEqual({
      kind,
      refs: ['c/1', 'd/1'],
    });
    const inputs = [{ depType: 'materialize' as const, ref: refs('a/1')[0]! }, b.config.inputs[1]!];
    expect(await reason(validity, { was: { config: { inputs } } })).toEqual({ kind, refs: ['a/1', 'c/1'] });
  });

  test('other outputs are named where nothing else is', async () => {
    const config = { outputs: refs('b/1', 'b/2') };
    expect(await reason(validity, { was: { config } })).toEqual({ kind: 'content-changed', fields: ['outputs'] });
  });

  test('where no recorded field differs, the key is named', async () => {
    const fields = [validity === 'content' ? 'contentKey' : 'versionKey'];
    expect(await reason(validity, {})).toEqual({ kind: 'content-changed', fields });
  });
});

describe('by content', () => {
  test('all that the task itself is made by is named, in order, before its inputs', async () => {
    const change = {
      was: { config: { args: [], env: { LANG: 'C' }, executable: 'other', outputs: refs('b/1', 'b/2') } },
      inputs: [{ ...c, contentKey: 'old' }, d],
      codeOf: () => OLD_CODE,
    };
    expect(await reason('content', change)).toEqual({
      kind: 'content-changed',
      fields: ['args', 'code', 'env.LANG', 'env.TZ', 'executable', 'outputs'],
    });
  });

  test('an input whose content moved is named', async () => {
    expect(await reason('content', { inputs: [{ ...c, contentKey: 'old' }, d] })).toEqual({
      kind: 'input-changed',
      refs: ['c/1'],
    });
  });
});

describe('by version', () => {
  test('what only content asks for is not named', async () => {
    const change = { was: { config: { args: [], env: {} } }, inputs: [{ ...c, contentKey: 'old' }, d] };
    expect(await reason('version', { ...change, codeOf: () => OLD_CODE })).toEqual({
      kind: 'content-changed',
      fields: ['versionKey'],
    });
  });
});

describe('of an adopted partition, whose code nobody knows,', () => {
  const reasonOfAdopted = async (is: Task): Promise<Reason | undefined> => {
    const catalog = memoryCatalog();
    const [manifest] = await record([c], memoryCatalog());
    const adopted = { ...manifest!, origin: 'adopted' as const };
    delete adopted.codeDigest;
    await catalog.record([adopted]);
    const made = await plan(fakeJobGraph([is]), { validity: 'content' }, { catalog, jobs: [] });
    return made.ok ? made.value.tasks[0]?.reason : undefined;
  };

  test('code is to blame where nothing else is', async () => {
    const args = { ...c, contentKey: 'new', config: { ...c.config, args: ['new'] } };
    expect(await reasonOfAdopted(args)).toEqual({ kind: 'content-changed', fields: ['args'] });
    expect(await reasonOfAdopted({ ...c, contentKey: 'new' })).toEqual({ kind: 'content-changed', fields: ['code'] });
  });
});

test('where the manifest is gone there is nothing to compare with', async () => {
  const catalog = memoryCatalog();
  await record([{ ...c, versionKey: 'old' }], catalog);
  const manifests = () => Promise.resolve(new Map<string, never>());
  const made = await plan(fakeJobGraph([c]), {}, { catalog: { ...catalog, manifests }, jobs: [] });
  expect(made.ok && made.value.tasks[0]?.reason).toEqual({ kind: 'content-changed', fields: ['manifest'] });
});

test('reasons are found with two more questions to the catalog, and none where nothing is stale', async () => {
  const asked: number[] = [];
  for (const versionKey of ['old', c.versionKey]) {
    const catalog = memoryCatalog();
    await record([{ ...c, versionKey }], catalog);
    let count = 0;
    const manifests: typeof catalog.manifests = (ids) => {
      count++;
      return catalog.manifests(ids);
    };
    await plan(fakeJobGraph([c]), {}, { catalog: { ...catalog, manifests }, jobs: [] });
    asked.push(count);
  }
  expect(asked).toEqual([2, 0]);
});
