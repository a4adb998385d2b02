import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { isManifest, type Manifest, type ManifestInput, type PlannedTask } from '../base/model/index.js';
import { FakeBuild, failuresOf, manifest, plan, ref, task } from './testing/index.js';

let build: FakeBuild;

beforeEach(() => {
  build = new FakeBuild();
});

afterEach(() => build.remove());

const read = (name: string, digest?: string): ManifestInput => ({
  depType: 'materialize',
  ref: ref(name),
  manifest: `old-${name}`,
  versionKey: `old-key-${name}`,
  ...(digest !== undefined && { digest }),
});

/** The manifest of a partition that was made from these inputs. */
const made = (name: string, inputs: ManifestInput[], more: Partial<Manifest> = {}): Manifest => ({
  ...manifest(name),
  inputs,
  config: task(
    name,
    inputs.map((input) => input.ref),
  ).config,
  metadata: { rows: 3 },
  ...more,
});

/** A task that replaces the partition `name`, only if one of its inputs has other data. */
const ifDiffers = (name: string, inputs: string[], changed = inputs): PlannedTask => ({
  ...task(name, inputs),
  reason: { kind: 'input-changed', refs: changed.map(ref) },
  replaces: [`old-${name}`],
  runsIf: 'inputs-differ',
});

/** Ends the run of a task, which reports this digest of its output. */
async function endWith(name: string, digest: string | undefined): Promise<void> {
  await build.slots.running(name);
  const launch = build.slots.launches.findLast(({ args }) => args[0] === name);
  if (digest !== undefined)
    await writeFile(launch?.metadataFile ?? '', JSON.stringify({ digests: { [name]: digest } }));
  build.slots.end(name, { kind: 'exited', code: 0, wroteMetadata: digest !== undefined });
}

async function current(name: string): Promise<Manifest> {
  const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
  const found = (await build.catalog.manifests([id])).get(id);
  if (found === undefined) throw new Error(`no manifest of ${name}`);
  return found;
}

describe('a task that runs only if its inputs differ', () => {
  test('does not run when they have the digests that were read, nor does what depends on it', async () => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')]), made('c', [read('b')])]);
    const tasks = plan(task('a'), ifDiffers('b', ['a']), ifDiffers('c', ['b']));
    const done = build.run(tasks, {}, { plan: 'p' });
    await endWith('a', 'same');
    const result = await done;
    expect(result.ok && result.value).toMatchObject({ built: 1, unchanged: 2 });
    expect(build.slots.started).toEqual(['a']);
    expect(build.story()).toEqual([
      'build started',
      'task announced a',
      'task announced b',
      'task announced c',
      'task started a',
      'task finished a',
      'task unchanged b',
      'task unchanged c',
      'build finished',
    ]);
    const [a, b, c] = [await current('a'), await current('b'), await current('c')];
    expect(b).toMatchObject({
      origin: 'unchanged',
      unchangedSince: 'old-b',
      plan: 'p',
      versionKey: 'key-b',
      contentKey: 'content-b',
      inputs: [{ manifest: a.id, versionKey: 'key-a', digest: 'same' }],
      metadata: { rows: 3 },
      jobVersion: '0.0.0',
      buildId: 'uid-0',
      taskId: 'id-b',
    });
    expect(c).toMatchObject({ unchangedSince: 'old-c', inputs: [{ manifest: b.id, unchangedSince: 'old-b' }] });
    expect([a, b, c].every(isManifest)).toBe(true);
  });

  test('does not run when the inputs that are refreshed have the same data under the same keys', async () => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same'), read('x')]), manifest('x')]);
    const refreshed = {
      ...ifDiffers('b', ['a', 'x'], ['a']),
      reason: { kind: 'input-refreshed' as const, refs: [ref('a')] },
    };
    const older = await current('x');
    await build.catalog.record([{ ...older, versionKey: 'old-key-x', id: 'newer' }]);
    const tasks = plan({ ...task('a'), reason: { kind: 'refreshed' } }, refreshed);
    const done = build.run(tasks);
    await endWith('a', 'same');
    expect(await done).toMatchObject({ ok: true, value: { built: 1, unchanged: 1 } });
    const again = build.run(tasks);
    await endWith('a', 'other');
    await endWith('b', undefined);
    expect(await again).toMatchObject({ ok: true, value: { built: 2, unchanged: 0 } });
  });

  test.each([
    ['has another digest', 'other'],
    ['has no digest', undefined],
  ])('runs when an input %s', async (_, digest) => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')])]);
    const done = build.run(plan(task('a'), ifDiffers('b', ['a'])));
    await endWith('a', digest);
    await endWith('b', undefined);
    expect((await done).ok).toBe(true);
    expect(await current('b')).not.toHaveProperty('origin');
    expect((await current('b')).inputs[0]?.digest).toBe(digest);
  });

  test('runs when only one of two changed inputs has the same data', async () => {
    await build.catalog.record([manifest('a'), manifest('x'), made('b', [read('a', 'same'), read('x', 'was')])]);
    const done = build.run(plan(task('a'), task('x'), ifDiffers('b', ['a', 'x'])));
    await build.slots.running('a', 'x');
    const [a, x] = build.slots.launches;
    await writeFile(a?.metadataFile ?? '', '{"digests":{"a":"same"}}');
    await writeFile(x?.metadataFile ?? '', '{"digests":{"x":"is"}}');
    for (const name of ['a', 'x']) build.slots.end(name, { kind: 'exited', code: 0, wroteMetadata: true });
    await endWith('b', undefined);
    expect((await done).ok).toBe(true);
  });

  test('does not run when an input that the plan does not make has the same data', async () => {
    const same = { ...manifest('a'), digests: { [ref('a')]: 'same' } };
    await build.catalog.record([made('b', [{ ...read('a', 'same'), manifest: 'older', versionKey: 'older' }]), same]);
    expect((await build.run(plan(ifDiffers('b', ['a'])))).ok).toBe(true);
    expect(build.slots.started).toEqual([]);
  });

  test('keeps what it queried then, and the origin of data that was unchanged before', async () => {
    const queried = { ...read('q'), depType: 'query' as const, manifest: null, versionKey: null };
    const before = made('b', [read('a', 'same'), queried], { origin: 'unchanged', unchangedSince: 'first' });
    await build.catalog.record([manifest('a'), manifest('q'), before]);
    const tasks = plan(task('a'), { ...ifDiffers('b', ['a']), config: task('b', ['a'], {}, ['q']).config });
    const done = build.run(tasks);
    await endWith('a', 'same');
    await done;
    expect(await current('b')).toMatchObject({ unchangedSince: 'first', inputs: [{ ref: 'a' }, queried] });
  });

  test.each([
    ['was forgotten', () => build.catalog.forget([ref('b')])],
    ['was recorded by another build', () => build.catalog.record([{ ...manifest('b'), id: 'newer' }])],
  ])('runs when its output %s since the plan was made', async (_, change) => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')])]);
    await change();
    const done = build.run(plan(task('a'), ifDiffers('b', ['a'])));
    await endWith('a', 'same');
    await endWith('b', undefined);
    expect((await done).ok).toBe(true);
  });

  test('runs when another of its inputs is no longer the one that was read', async () => {
    await build.catalog.record([manifest('a'), manifest('x'), made('b', [read('a', 'same'), read('x')])]);
    await build.catalog.record([{ ...manifest('x'), id: 'newer', versionKey: 'newer' }]);
    const done = build.run(plan(task('a'), ifDiffers('b', ['a', 'x'], ['a'])));
    await endWith('a', 'same');
    await endWith('b', undefined);
    expect((await done).ok).toBe(true);
  });

  test('is not recorded when the build stops before that', async () => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')])]);
    const done = build.run(plan(task('a'), ifDiffers('b', ['a'])));
    await build.slots.running('a');
    build.cancel.abort('SIGINT');
    await endWith('a', 'same');
    expect(failuresOf(await done)).toMatchObject([{ reason: 'cancelled', notStarted: 1 }]);
    expect((await current('b')).id).toBe('old-b');
  });

  test('is decided again when another build took over its lease before it was recorded', async () => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')])]);
    let refused = 0;
    const catalog = {
      ...build.catalog,
      record: async (...[manifests, fences]: Parameters<typeof build.catalog.record>) => {
        const [first] = manifests;
        if (first?.origin !== 'unchanged' || refused++ > 0) return build.catalog.record(manifests, fences);
        return { stale: manifests.map(({ id }) => id) };
      },
    };
    const done = build.run(plan(task('a'), ifDiffers('b', ['a'])), { catalog });
    await endWith('a', 'same');
    expect((await done).ok).toBe(true);
    expect(refused).toBe(2);
    expect((await current('b')).origin).toBe('unchanged');
    expect(build.slots.started).toEqual(['a']);
  });

  test('is left to the build that has recorded it under the same keys', async () => {
    await build.catalog.record([manifest('a'), made('b', [read('a', 'same')])]);
    const tasks = plan(task('a'), ifDiffers('b', ['a']));
    const first = build.run(tasks);
    await endWith('a', 'same');
    await first;
    const unchanged = (await current('b')).id;
    build.events.length = 0;
    const again = await build.run(tasks);
    expect(again.ok).toBe(true);
    expect(build.slots.started).toEqual(['a']);
    expect(build.events).toContainEqual(expect.objectContaining({ event: 'delegated', manifests: [unchanged] }));
  });

  test('reads many manifests at once when a thousand tasks do not run', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `b${String(index)}`);
    await build.catalog.record([manifest('a'), ...names.map((name) => made(name, [read('a', 'same')]))]);
    let queries = 0;
    const catalog = {
      ...build.catalog,
      manifests: (ids: readonly string[]) => {
        queries++;
        return build.catalog.manifests(ids);
      },
    };
    const done = build.run(plan(task('a'), ...names.map((name) => ifDiffers(name, ['a']))), { catalog });
    await endWith('a', 'same');
    const result = await done;
    expect(result.ok && result.value.unchanged).toBe(1000);
    expect(queries).toBeLessThan(100);
    expect(build.slots.started).toEqual(['a']);
  }, 20_000);
});

test('a manifest records the digests of its outputs and inputs, and leaves out those that contain a secret', async () => {
  const secrets = {
    mask: (text: string) => text.replaceAll('hunter2', '***'),
    maskTail: (text: string) => text,
  };
  const done = build.run(plan(task('a'), task('b', ['a'])), { secrets });
  await endWith('a', 'sha256:1');
  await endWith('b', 'hunter2-1');
  expect((await done).ok).toBe(true);
  expect((await current('a')).digests).toEqual({ a: 'sha256:1' });
  expect((await current('a')).metadata).toEqual({});
  expect(await current('b')).toMatchObject({ digests: {}, inputs: [{ ref: 'a', digest: 'sha256:1' }] });
});
