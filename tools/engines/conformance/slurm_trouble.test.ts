import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { appears } from '../../dev/testing/index.js';
import { capturePlainly, HAS_SLURM, startSlurm, type SlurmCluster } from '../../dev/testing/slurm/index.js';
import { slurmEngine } from '../slurm/index.js';
import { EngineRig } from '../testing/index.js';

jest.setTimeout(120_000);

(HAS_SLURM ? describe : describe.skip)('a Slurm in trouble', () => {
  let cluster: SlurmCluster;
  let rig: EngineRig;

  beforeAll(async () => {
    cluster = await startSlurm({ config: { MaxArraySize: '10', MaxJobCount: '60', SlurmdTimeout: '5' } });
  });

  afterAll(() => cluster.stop());

  beforeEach(() => {
    rig = new EngineRig();
  });

  afterEach(() => rig.remove());

  const start = (lostAfterMs = 1000) => {
    const options = { env: cluster.env, cwd: '/', timeoutMs: 5_000 };
    return rig.executor(slurmEngine({ dir: `${rig.dir}/engine`, capture: capturePlainly, ...options }), {
      lostAfterMs,
      maxLosses: 5,
    });
  };

  test('gets arrays that are as large as it allows', async () => {
    const executor = await start();
    const names = Array.from({ length: 35 }, (_, number) => `array-${String(number)}`);
    const handed = [];
    for (const name of names) handed.push(await rig.hand(executor, [name]));
    for (const { ends } of handed) expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual([...names].sort());
  });

  test('that restarts its controller loses nothing and runs nothing twice', async () => {
    const executor = await start();
    rig.want('through', 'wait');
    const { ends, log } = await rig.hand(executor, ['through']);
    await appears(log, 'begin ');
    await cluster.stopController();
    const during = await rig.hand(executor, ['during']);
    rig.want('through', 'succeed');
    // Its result is seen although the controller does not answer.
    expect(await ends).toMatchObject([{ kind: 'succeeded' }]);
    await cluster.startController();
    expect(await during.ends).toMatchObject([{ kind: 'succeeded' }]);
    expect(rig.runs()).toEqual(['during', 'through']);
    const trouble = { engine: 'slurm', reason: 'engine-unreachable' };
    expect(rig.notices).toEqual([
      { kind: 'waiting', ...trouble, detail: expect.stringMatching(/^(sbatch|squeue): /) },
      { kind: 'answered', ...trouble },
    ]);
  });

  test('whose job is cancelled by hand fails its task, or makes it again', async () => {
    const executor = await start();
    rig.want('by-hand', 'wait');
    const { ends, log } = await rig.hand(executor, ['by-hand']);
    await appears(log, 'begin ');
    await cluster.tool('scancel', '--partition=main');
    rig.want('by-hand', 'succeed');
    // The program ends with a result, or Slurm kills it before: then it runs again.
    expect(['failed', 'succeeded']).toContain((await ends)[0]?.kind);
  });
});
