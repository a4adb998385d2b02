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
  /** Fields of the last task as it was recorded. Its keys always differ. */
  readonly was?: Partial<Omit<Task, 'config'>> & { config?: Partial<Task['config']> };
  /** The inputs of the task as they were recorded. */
  readonly inputs?: readonly Task[];
  readonly codeOf?: (job: string) => string;
  readonly request?: PlanRequest;
}

/** The reason why `b/1` is stale. */
async function reason(validity: Validity, { was = {}, inputs = [c, d], codeOf, request }: Change): Promise<Reason> {
  const catalog = memoryCatalog();
  const { config, ...rest } = was;
  const before = { ...b, versionKey: 'old', contentKey: 'old', ...rest, config: { ...b.config, ...config } };
  await record([...inputs, before], catalog, codeOf);
  // The current versions of the inputs also exist, so that only `b/1` runs.
  await record([c, d], catalog);
  const graph = fakeJobGraph([c, d, b], { outputs: refs('b/1') });
  const made = await plan(graph, { validity, ...request }, { catalog, jobs: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.tasks.at(-1)!.reason;
}

test('names the missing outputs of a task', async () => {
  const made = await plan(
    fakeJobGraph([fakeTask({ outputs: ['x/2', 'x/1'] })]),
    {},
    { catalog: memoryCatalog(), jobs: [] },
  );
  expect(made.ok && made.value.tasks[0]?.reason).toEqual({ kind: 'missing', refs: ['x/2', 'x/1'] });
});

test('gives forced as the reason before any other', async () => {
  const change = { was: { jobVersion: '0.9.0' }, request: { force: refs('b/1') } };
  expect(await reason('version', change)).toEqual({ kind: 'forced' });
});

describe.each(['version', 'content'] as const)('by %s', (validity) => {
  const oldInput = { ...c, versionKey: 'old', contentKey: 'old' };

  test('gives a changed major with both versions, before other changes', async () => {
    for (const jobVersion of ['0.9.1', '2.0.0', '11.2.0']) {
      const change = { was: { jobVersion, config: { args: ['2'] } }, inputs: [oldInput, d] };
      expect(await reason(validity, change)).toEqual({ kind: 'job-major-changed', from: jobVersion, to: '1.2.0' });
    }
  });

  test('names a changed job before a changed version', async () => {
    expect(await reason(validity, { was: { job: '//test:other', jobVersion: '9.0.0' } })).toEqual({
      kind: 'content-changed',
      fields: ['job'],
    });
  });

  test('names changed, added and removed inputs, in order', async () => {
    const kind = 'input-changed';
    expect(await reason(validity, { inputs: [oldInput, d] })).toEqual({ kind, refs: ['c/1'] });
    expect(await reason(validity, { inputs: [oldInput, { ...d, versionKey: 'old' }] })).toEqual({
      kind,
      refs: ['c/1', 'd/1'],
    });
    const inputs = [{ depType: 'materialize' as const, ref: refs('a/1')[0]! }, b.config.inputs[1]!];
    expect(await reason(validity, { was: { config: { inputs } } })).toEqual({ kind, refs: ['a/1', 'c/1'] });
  });

  test('names changed outputs if nothing else changed', async () => {
    const config = { outputs: refs('b/1', 'b/2') };
    expect(await reason(validity, { was: { config } })).toEqual({ kind: 'content-changed', fields: ['outputs'] });
  });

  test('names the key if no recorded field differs', async () => {
    const fields = [validity === 'content' ? 'contentKey' : 'versionKey'];
    expect(await reason(validity, {})).toEqual({ kind: 'content-changed', fields });
  });
});

describe('by content', () => {
  test('names all changed fields of the task, in order, before its inputs', async () => {
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

  test('names an input whose content changed', async () => {
    expect(await reason('content', { inputs: [{ ...c, contentKey: 'old' }, d] })).toEqual({
      kind: 'input-changed',
      refs: ['c/1'],
    });
  });
});

describe('by version', () => {
  test('does not name changes that count only for the validity content', async () => {
    const change = { was: { config: { args: [], env: {} } }, inputs: [{ ...c, contentKey: 'old' }, d] };
    expect(await reason('version', { ...change, codeOf: () => OLD_CODE })).toEqual({
      kind: 'content-changed',
      fields: ['versionKey'],
    });
  });
});

describe('for an adopted partition, whose code is unknown', () => {
  const reasonOfAdopted = async (is: Task): Promise<Reason | undefined> => {
    const catalog = memoryCatalog();
    const [manifest] = await record([c], memoryCatalog());
    const adopted = { ...manifest!, origin: 'adopted' as const };
    delete adopted.codeDigest;
    await catalog.record([adopted]);
    const made = await plan(fakeJobGraph([is]), { validity: 'content' }, { catalog, jobs: [] });
    return made.ok ? made.value.tasks[0]?.reason : undefined;
  };

  test('names the code only if nothing else changed', async () => {
    const args = { ...c, contentKey: 'new', config: { ...c.config, args: ['new'] } };
    expect(await reasonOfAdopted(args)).toEqual({ kind: 'content-changed', fields: ['args'] });
    expect(await reasonOfAdopted({ ...c, contentKey: 'new' })).toEqual({ kind: 'content-changed', fields: ['code'] });
  });
});

test('names the manifest if it is gone', async () => {
  const catalog = memoryCatalog();
  await record([{ ...c, versionKey: 'old' }], catalog);
  const manifests = () => Promise.resolve(new Map<string, never>());
  const made = await plan(fakeJobGraph([c]), {}, { catalog: { ...catalog, manifests }, jobs: [] });
  expect(made.ok && made.value.tasks[0]?.reason).toEqual({ kind: 'content-changed', fields: ['manifest'] });
});

test('finds reasons with two queries to the catalog, and with none if nothing is stale', async () => {
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
