import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argvLimitBytes } from '../../base/runtime/index.js';
import { DONE, FakeBuild, failuresOf, plan, POLICY, ref, task } from '../testing/index.js';

let build: FakeBuild;

beforeEach(async () => {
  build = new FakeBuild();
  await writeFile(join(build.dir, 'check'), '', { mode: 0o755 });
});

afterEach(() => build.remove());

const checked = (more: Partial<typeof POLICY> = {}): Map<string, typeof POLICY> =>
  new Map([['//t:job', { ...POLICY, check: 'check', ...more }]]);

describe('the check of a job', () => {
  test("gets the outputs as its arguments and the environment of the task, and writes into the task's log", async () => {
    const outputs = [ref('a'), ref('a 2')];
    const done = build.run(plan(task('a', [], { outputs, args: ['run'], env: { MINE: '1' } })), { jobs: checked() });
    await build.slots.running('run');
    expect(build.slots.launches[0]?.append).toBeUndefined();
    build.slots.end('run');
    await build.slots.running('a');
    expect(await build.recorded('a')).toEqual([]);
    build.slots.end('a');
    expect((await done).ok).toBe(true);
    const [run, check] = build.slots.launches;
    expect(check).toEqual({ ...run, program: join(build.dir, 'check'), args: ['a', 'a 2'], append: true });
    expect(await build.recorded('a')).toEqual(['a']);
  });

  test.each([
    [{ kind: 'exited', code: 7, wroteMetadata: false } as const, { reason: 'exit-non-zero', code: 7 }],
    [{ kind: 'killed', signal: 'SIGSEGV' } as const, { reason: 'killed', signal: 'SIGSEGV' }],
  ])('fails the task when it rejects the outputs, and nothing is recorded: %j', async (outcome, problem) => {
    const done = build.run(plan(task('a'), task('b', ['a'])), { jobs: checked() });
    await build.slots.running('a');
    build.slots.end('a');
    await build.slots.launched(2);
    build.slots.end('a', outcome);
    expect(failuresOf(await done)).toMatchObject([
      { reason: 'task-failed', task: { job: '//t:job' }, problem: { reason: 'check-failed', check: 'check', problem } },
    ]);
    expect(await build.recorded('a')).toEqual([]);
  });

  test('does not run when the task failed', async () => {
    const done = build.run(plan(task('a')), { jobs: checked() });
    await build.slots.running('a');
    build.slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    expect(failuresOf(await done)).toMatchObject([{ problem: { reason: 'exit-non-zero' } }]);
    expect(build.slots.launches).toHaveLength(1);
  });

  test('leads to another attempt when it rejects the outputs and the job has retries', async () => {
    const done = build.run(plan(task('a', [], { args: ['run'] })), { jobs: checked({ retries: 1 }) });
    await build.slots.running('run');
    build.slots.end('run');
    await build.slots.running('a');
    build.slots.end('a', { kind: 'exited', code: 1, wroteMetadata: false });
    await build.slots.running('run');
    build.slots.end('run');
    await build.slots.running('a');
    build.slots.end('a');
    expect((await done).ok).toBe(true);
    expect(build.events.map(({ event }) => event)).toContain('retrying');
  });

  test("has the time that the task left of the attempt's timeout", async () => {
    const done = build.run(plan(task('a', [], { args: ['run'] })), { jobs: checked({ timeoutMs: 1000 }) });
    await build.slots.running('run');
    build.slots.end('run');
    await build.slots.running('a');
    build.slots.end('a', { kind: 'timed-out' });
    expect(failuresOf(await done)).toMatchObject([{ problem: { reason: 'timed-out', timeoutMs: 1000 } }]);
    const [run, check] = build.slots.launches;
    expect(run?.timeoutMs).toBe(1000);
    expect(check?.timeoutMs).toBeLessThan(1000);
    expect(check?.timeoutMs).toBeGreaterThan(900);
  });

  test('runs several times when the outputs do not fit into one command line', async () => {
    const count = Math.ceil((argvLimitBytes() * 1.5) / 1000);
    const outputs = Array.from({ length: count }, (_, index) => ref(String(index).padEnd(980, 'x')));
    const done = build.run(plan(task('a', [], { outputs })), { jobs: checked() });
    await build.slots.running('a');
    build.slots.end('a');
    for (let ended = 1; ended < 3; ended++) {
      await build.slots.launched(ended + 1);
      build.slots.end(build.slots.started.at(-1) ?? '', DONE);
    }
    expect((await done).ok).toBe(true);
    expect(build.slots.launches.slice(1).flatMap(({ args }) => args)).toEqual(outputs);
    expect(build.slots.launches).toHaveLength(3);
  });

  test('must exist and be executable before anything runs', async () => {
    const failures = failuresOf(await build.run(plan(task('a')), { jobs: checked({ check: 'none' }) }));
    expect(failures).toEqual([
      { reason: 'executable-unusable', job: '//t:job', path: join(build.dir, 'none'), code: 'ENOENT' },
    ]);
    expect(build.events).toEqual([]);
  });
});
