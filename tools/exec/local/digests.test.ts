import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argvLimitBytes } from '../../base/runtime/index.js';
import type { Manifest } from '../../base/model/index.js';
import { DONE, FakeBuild, failuresOf, plan, POLICY, ref, task } from '../testing/index.js';

let build: FakeBuild;

beforeEach(async () => {
  build = new FakeBuild();
  for (const program of ['digest', 'check']) await writeFile(join(build.dir, program), '', { mode: 0o755 });
});

afterEach(() => build.remove());

const digesting = (more: Partial<typeof POLICY> = {}): Map<string, typeof POLICY> =>
  new Map([['//t:job', { ...POLICY, digest: 'digest', ...more }]]);

const RUN = { args: ['run'] };
const reports = { kind: 'exited', code: 0, wroteMetadata: true } as const;

async function endRun(metadata?: unknown): Promise<void> {
  await build.slots.running('run');
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  if (metadata !== undefined) await writeFile(build.slots.launches.at(-1)?.metadataFile ?? '', text);
  build.slots.end('run', metadata === undefined ? DONE : reports);
}

/** Ends the call of the digest program that has this first argument. */
async function answer(first: string, text: string): Promise<void> {
  await build.slots.running(first);
  await writeFile(build.slots.launches.at(-1)?.stdoutFile ?? '', text);
  build.slots.end(first);
}

async function manifestOf(name: string): Promise<Manifest | undefined> {
  const id = (await build.catalog.current([ref(name)])).get(ref(name))?.id ?? '';
  return (await build.catalog.manifests([id])).get(id);
}

describe('the digests that a run reports', () => {
  test('are recorded apart from the rest of its metadata', async () => {
    const done = build.run(plan(task('a', [], { outputs: [ref('a'), ref('b')], ...RUN })));
    await endRun({ rows: 1, digests: { a: 'sha256:1' } });
    expect((await done).ok).toBe(true);
    expect(await manifestOf('b')).toMatchObject({ metadata: { rows: 1 }, digests: { a: 'sha256:1' } });
  });

  test.each([
    ['are no object', ['a'], 'they are not a JSON object'],
    ['are null', null, 'they are not a JSON object'],
    ['name a ref that is no output', { a: '1', 'b/1': '2' }, '"b/1" is not an output of the task'],
    ['have a number', { a: 7 }, 'the digest of a must be a text of 1 to 1,024 characters without control characters'],
    [
      'are empty texts',
      { a: '' },
      'the digest of a must be a text of 1 to 1,024 characters without control characters',
    ],
    ['are too long', { a: 'x'.repeat(2000) }, expect.stringContaining('the digest of a must be')],
  ])('fail the task when they %s, and nothing is recorded', async (_, digests, detail) => {
    const done = build.run(plan(task('a', [], RUN)));
    await endRun({ digests });
    const from = build.slots.launches[0]?.metadataFile;
    expect(failuresOf(await done)).toMatchObject([{ problem: { reason: 'digests-malformed', from, detail } }]);
    expect(await manifestOf('a')).toBeUndefined();
  });
});

describe('the digest program of a job', () => {
  test('is called after the check, with the outputs that the run reported no digest of', async () => {
    const outputs = ['a', 'b', 'c'].map(ref);
    const done = build.run(plan(task('a', [], { outputs, ...RUN })), { jobs: digesting({ check: 'check' }) });
    await endRun({ digests: { b: 'own' } });
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.launched(3);
    await answer('a', '{"a": "1"}');
    expect((await done).ok).toBe(true);
    expect((await manifestOf('c'))?.digests).toEqual({ a: '1', b: 'own' });
    const [run, check, digest] = build.slots.launches;
    const stdoutFile = join(build.dir, 'builds/uid-0/metadata/id-a.digests');
    expect(check).not.toHaveProperty('stdoutFile');
    expect(digest).toEqual({ ...run, program: join(build.dir, 'digest'), args: ['a', 'c'], append: true, stdoutFile });
  });

  test('is not called when the run reported all digests', async () => {
    const done = build.run(plan(task('a', [], RUN)), { jobs: digesting() });
    await endRun({ digests: { a: 'own' } });
    expect((await done).ok).toBe(true);
    expect(build.slots.launches).toHaveLength(1);
  });

  test.each([
    ['prints nothing', '', 'its output is empty; it must be JSON'],
    ['prints no JSON', 'sha256:1\n', expect.stringContaining('its output is not JSON')],
    ['prints a list', '["a"]', 'they are not a JSON object'],
    ['prints another ref', '{"z": "1"}', '"z" is not an output of the task'],
    ['prints a number', '{"a": 1}', expect.stringContaining('the digest of a must be a text')],
  ])('fails the task when it %s', async (_, text, detail) => {
    const done = build.run(plan(task('a', [], RUN)), { jobs: digesting() });
    await endRun();
    await answer('a', text);
    const problem = { reason: 'digests-malformed', from: 'digest', detail };
    expect(failuresOf(await done)).toMatchObject([{ problem }]);
    expect(await manifestOf('a')).toBeUndefined();
  });

  test('fails the task when it fails, and the task is tried again', async () => {
    const done = build.run(plan(task('a', [], RUN)), { jobs: digesting({ retries: 1 }) });
    await endRun();
    await build.slots.running('a');
    build.slots.end('a', { kind: 'exited', code: 3, wroteMetadata: false });
    await endRun();
    await answer('a', '{}');
    expect((await done).ok).toBe(true);
    expect(build.events.find(({ event }) => event === 'retrying')).toMatchObject({
      problem: { reason: 'digest-failed', digest: 'digest', problem: { reason: 'exit-non-zero', code: 3 } },
    });
    expect(await manifestOf('a')).not.toHaveProperty('digests');
  });

  test('has the time that run and check left of the timeout', async () => {
    const done = build.run(plan(task('a', [], RUN)), { jobs: digesting({ timeoutMs: 1000 }) });
    await endRun();
    await build.slots.running('a');
    build.slots.end('a', { kind: 'timed-out' });
    expect(failuresOf(await done)).toMatchObject([{ problem: { reason: 'timed-out', timeoutMs: 1000 } }]);
    expect(build.slots.launches[1]?.timeoutMs).toBeLessThan(1000);
  });

  test('is called several times when the outputs do not fit into one command line', async () => {
    const count = Math.ceil((argvLimitBytes() * 1.5) / 1000);
    const outputs = Array.from({ length: count }, (_, index) => ref(String(index).padEnd(980, 'x')));
    const done = build.run(plan(task('a', [], { outputs, ...RUN })), { jobs: digesting() });
    await endRun();
    for (let call = 1; call < 3; call++) {
      await build.slots.launched(call + 1);
      const refs = build.slots.launches.at(-1)?.args ?? [];
      await answer(refs[0] ?? '', JSON.stringify(Object.fromEntries(refs.map((each) => [each, '1']))));
    }
    expect((await done).ok).toBe(true);
    const digests = (await manifestOf(outputs[0] ?? ''))?.digests ?? {};
    expect(Object.keys(digests).sort()).toEqual(outputs.toSorted());
  });

  test('must exist and be executable before anything runs', async () => {
    const failures = failuresOf(await build.run(plan(task('a')), { jobs: digesting({ digest: 'none' }) }));
    expect(failures).toEqual([
      { reason: 'executable-unusable', job: '//t:job', path: join(build.dir, 'none'), code: 'ENOENT' },
    ]);
  });
});
