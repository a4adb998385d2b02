import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CaptureRequest } from '../../base/runtime/index.js';
import { appears } from '../../dev/testing/index.js';
import { capturePlainly, HAS_SLURM, startSlurm, type SlurmCluster } from '../../dev/testing/slurm/index.js';
import type { EngineExecutor } from '../index.js';
import { slurmEngine, type JobOptions } from '../slurm/index.js';
import { EngineRig, gatedEngine, lateFolder, type Handed } from '../testing/index.js';

jest.setTimeout(120_000);

const UNPACKED: JobOptions = { packMs: 0, slackMinutes: 5 };

(HAS_SLURM ? describe : describe.skip)('a Slurm in trouble', () => {
  let cluster: SlurmCluster;
  let rig: EngineRig;
  /** The calls of its programs. */
  let calls: CaptureRequest[];

  beforeAll(async () => {
    const limits = { MaxArraySize: '10', MaxJobCount: '60', MinJobAge: '2' };
    cluster = await startSlurm({ config: { ...limits, SlurmdTimeout: '60', KillWait: '60' } });
  });

  afterAll(() => cluster.stop());

  beforeEach(() => {
    rig = new EngineRig();
    calls = [];
  });

  afterEach(() => rig.remove());

  const engine = (jobOptions = UNPACKED, more: { readonly maxJobs?: number } = {}) =>
    slurmEngine({
      ...more,
      dir: `${rig.dir}/engine`,
      capture: (request) => {
        calls.push(request);
        return capturePlainly(request);
      },
      env: cluster.env,
      cwd: '/',
      timeoutMs: 10_000,
      jobOptions: new Map([['//t:job', jobOptions]]),
    });

  const start = (options: Parameters<EngineRig['executor']>[1] = {}) =>
    rig.executor(engine(), { lostAfterMs: 1000, maxLosses: 5, ...options });

  const handAll = async (executor: EngineExecutor, names: readonly string[]): Promise<Handed[]> => {
    const handed = [];
    for (const name of names) handed.push(await rig.hand(executor, [name]));
    return handed;
  };

  const named = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, number) => `${prefix}-${String(number).padStart(2, '0')}`);

  const expectSuccess = async (handed: readonly Handed[]): Promise<void> => {
    for (const { ends } of handed) expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
  };

  const callsOf = (name: string): CaptureRequest[] => calls.filter(({ file }) => file.endsWith(`/${name}`));

  /** What `squeue` prints about the jobs of this test that are queued or run, a line each. */
  const listed = async (format: string): Promise<string[]> => {
    const text = await cluster.tool('squeue', '-h', '-r', '--states=PENDING,RUNNING', `--format=%Z|${format}`);
    const lines = text.split('\n').filter((line) => line.startsWith(rig.dir));
    return lines.map((line) => line.slice(line.indexOf('|') + 1));
  };

  /** Hands over a task that waits until the test wants something else. @returns also the number of the node that runs it */
  const running = async (executor: EngineExecutor, name: string): Promise<Handed & { readonly node: number }> => {
    rig.want(name, 'wait');
    const handed = await rig.hand(executor, [name]);
    await appears(handed.log, 'begin ');
    const [node = ''] = await listed('%N');
    return { ...handed, node: Number(node.slice(1)) };
  };

  const setDown = (node: number) =>
    cluster.tool('scontrol', 'update', `NodeName=n${String(node)}`, 'State=DOWN', 'Reason=test');

  test('gets arrays that are as large as it allows, and one question for all of them at each look', async () => {
    const good = engine();
    let looks = 0;
    const names = named('array', 35);
    const watched = {
      ...good,
      observe: (ids: readonly string[]) => {
        looks++;
        return good.observe(ids);
      },
    };
    const executor = await rig.executor(gatedEngine(watched, names.length));
    const handed = await handAll(executor, names);
    await expectSuccess(handed);
    expect(rig.runs()).toEqual(names);
    const sizes = callsOf('sbatch').map(({ args }) => args.find((word) => word.startsWith('--array=')));
    expect(sizes).toEqual(['--array=0-9', '--array=0-9', '--array=0-9', '--array=0-4']);
    expect(callsOf('squeue')).toHaveLength(looks);
  });

  test('gets short tasks as one element, and those with other needs in another array', async () => {
    const packing = gatedEngine(engine({ packMs: 60_000, slackMinutes: 5 }), 16);
    const executor = await rig.executor(packing, { expectedMs: new Map([['//t:job', 5_000]]) });
    const names = named('packed', 15);
    names.forEach((name) => {
      rig.want(name, 'wait');
    });
    const handed = await handAll(executor, names);
    handed.push(await rig.hand(executor, ['packed-wide'], { resources: { cpu: 2 } }));
    await appears(handed[0]?.log ?? '', 'begin ');
    await appears(handed[12]?.log ?? '', 'begin ');
    expect(await listed('%C %K')).toEqual(expect.arrayContaining(['1 0', '1 1']));
    const arrays = callsOf('sbatch').map(({ args }) => args.filter((word) => /^--(array|cpus)/.test(word)));
    expect(arrays).toEqual([['--array=0-1'], ['--array=0-0', '--cpus-per-task=2']]);
    names.forEach((name) => {
      rig.want(name, 'succeed');
    });
    await expectSuccess(handed);
    expect(rig.runs()).toEqual([...names, 'packed-wide']);
  });

  test('counts jobs, however many attempts each of them makes', async () => {
    const packing = gatedEngine(engine({ packMs: 60_000, slackMinutes: 5 }), 200);
    const executor = await rig.executor(packing, { expectedMs: new Map([['//t:job', 1_000]]), size: 200 });
    expect(executor.size).toBe(200);
    const names = Array.from({ length: 200 }, (_, number) => `many-${String(number)}`);
    const handed = await handAll(executor, names);
    await expectSuccess(handed);
    expect(rig.runs()).toEqual([...names].sort());
    const arrays = callsOf('sbatch').map(({ args }) => args.find((word) => word.startsWith('--array=')));
    expect(arrays).toEqual(['--array=0-3']);
  });

  test('gets no more jobs at the same time than are allowed, and the others later', async () => {
    const names = named('few', 8);
    const executor = await rig.executor(gatedEngine(engine(UNPACKED, { maxJobs: 3 }), names.length));
    const handed = await handAll(executor, names);
    await expectSuccess(handed);
    expect(rig.runs()).toEqual(names);
    const sizes = callsOf('sbatch').map(({ args }) => args.find((word) => word.startsWith('--array=')));
    expect(sizes[0]).toBe('--array=0-2');
    expect(sizes.every((size) => /^--array=0-[012]$/.test(size ?? ''))).toBe(true);
  });

  test('that restarts its controller loses nothing and runs nothing twice', async () => {
    const executor = await start();
    const { ends } = await running(executor, 'through');
    await cluster.stopController();
    const during = await rig.hand(executor, ['during']);
    rig.want('through', 'succeed');
    // Its result is seen although the controller does not answer.
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    await until(() => rig.notices.length > 0);
    await cluster.startController();
    await expectSuccess([during]);
    expect(rig.runs()).toEqual(['during', 'through']);
    const trouble = { engine: 'slurm', reason: 'engine-unreachable' };
    expect(rig.notices).toEqual([
      { kind: 'waiting', ...trouble, detail: expect.stringMatching(/^(sbatch|squeue): /) },
      { kind: 'answered', ...trouble },
    ]);
  });

  test('whose running job is cancelled by hand fails its task, which does not run again', async () => {
    const executor = await start();
    const { ends } = await running(executor, 'by-hand');
    await cluster.tool('scancel', '--partition=main');
    expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'killed', signal: 'SIGTERM' } }]);
    expect(rig.runs()).toEqual(['by-hand']);
  });

  test('whose queued job is cancelled by hand runs its task once, as another job', async () => {
    const executor = await start();
    await cluster.tool('scontrol', 'update', 'PartitionName=main', 'State=DOWN');
    const queued = await rig.hand(executor, ['queued']);
    await until(async () => (await listed('%i')).length > 0);
    await cluster.tool('scancel', '--partition=main');
    await until(() => callsOf('sbatch').length > 1);
    await cluster.tool('scontrol', 'update', 'PartitionName=main', 'State=UP');
    await expectSuccess([queued]);
    expect(rig.runs()).toEqual(['queued']);
  });

  test('that loses a node with all that runs there runs its task again on another', async () => {
    const executor = await start({ lostAfterMs: 200 });
    const { ends, node } = await running(executor, 'node-dies');
    await cluster.killNode(node);
    await cluster.killJobs(node);
    rig.want('node-dies', 'succeed');
    await setDown(node);
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['node-dies', 'node-dies']);
    // The first run was killed.
    expect(rig.ended()).toEqual(['node-dies']);
    await cluster.startNode(node);
  });

  test('that gives up a node on which a job goes on takes its result, and does not run it twice', async () => {
    const executor = await start({ lostAfterMs: 60_000 });
    const { ends, node } = await running(executor, 'orphan');
    await cluster.killNode(node);
    await setDown(node);
    // Slurm has given the job up.
    await until(async () => (await listed('%i')).length === 0);
    rig.want('orphan', 'succeed');
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['orphan']);
    await cluster.startNode(node);
  });

  test('whose node restarts its daemon loses nothing and runs nothing twice', async () => {
    const executor = await start();
    const { ends, node } = await running(executor, 'daemon');
    await cluster.killNode(node);
    await cluster.startNode(node);
    rig.want('daemon', 'succeed');
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['daemon']);
  });

  test('that is full gets what fits, and the rest when there is room', async () => {
    await until(async () => (await cluster.tool('squeue', '-h', '-r', '--states=all')) === '');
    // 59 jobs are all that it takes.
    const hold = (count: number) =>
      cluster.tool('sbatch', '--parsable', '--hold', `--array=0-${String(count - 1)}`, '--wrap=true');
    const others = await Promise.all([10, 10, 10, 10, 10, 5].map(hold));
    const executor = await start();
    const names = named('full', 20);
    const handed = await handAll(executor, names);
    await until(() => rig.notices.length > 0);
    expect(rig.notices).toEqual([
      {
        kind: 'waiting',
        engine: 'slurm',
        reason: 'engine-full',
        detail: expect.stringMatching(/^(sbatch: error: Slurm temporarily unable|it has 59 jobs of yours)/),
      },
    ]);
    // Four of them fit beside the others.
    await until(() => rig.ended().length >= 4);
    await cluster.tool('scancel', ...others.map((id) => id.trim()));
    await expectSuccess(handed);
    expect(rig.runs()).toEqual(names);
    expect(rig.notices.at(-1)).toEqual({ kind: 'answered', engine: 'slurm', reason: 'engine-full' });
  });

  test('whose shared folder shows files late loses nothing and runs nothing twice', async () => {
    const late = lateFolder(engine(), 3000);
    const executor = await rig.executor(late, { lostAfterMs: 60_000 });
    rig.want('late-03', 'fail');
    const names = named('late', 4);
    const handed = await handAll(executor, names);
    const ends = await Promise.all(handed.map(({ ends: each }) => each));
    expect(ends.map(([end]) => end?.kind)).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed']);
    expect(rig.runs()).toEqual(names);
    await late.stopCopying();
  });

  test('ends all jobs of a build that stops in one call', async () => {
    const executor = await start();
    const names = named('stopped', 25);
    names.forEach((name) => {
      rig.want(name, 'wait');
    });
    const handed = await handAll(executor, names);
    for (const { log } of handed) await appears(log, 'begin ');
    executor.stop();
    for (const { ends } of handed)
      expect(await ends).toMatchObject([{ kind: 'failed', problem: { reason: 'killed' } }]);
    expect(callsOf('scancel')).toHaveLength(1);
    expect(rig.runs()).toEqual(names);
  });

  test('shows secrets of the environment neither in what it says about a job nor in arguments', async () => {
    const secret = 'never-to-be-seen-4711';
    const executor = await start({ env: { PATH: '/usr/bin:/bin', TOKEN: secret } });
    const handed = await running(executor, 'secret');
    const [id = ''] = await listed('%A');
    const shown = [
      await cluster.tool('scontrol', 'show', 'job', '--details', id),
      await cluster.tool('squeue', '--format=%all'),
      await cluster.tool('scontrol', 'write', 'batch_script', id, '-'),
      ...calls.flatMap(({ args, stdin = '' }) => [...args, stdin]),
    ].join('\n');
    expect(shown).toContain('databuild:');
    expect(shown).not.toContain(secret);
    expect(callsOf('sbatch').map(({ env }) => env['TOKEN'])).toEqual([secret]);
    // Only the account of the controller can read what Slurm keeps of it.
    expect(new Set(await cluster.modesOfEnvironments())).toEqual(new Set([0o600]));
    rig.want('secret', 'succeed');
    await expectSuccess([handed]);
  });
});

/** Waits until a condition holds that no event tells. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
