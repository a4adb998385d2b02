import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { capturePlainly, HAS_SLURM, startSlurm, type SlurmCluster } from '../../dev/testing/slurm/index.js';
import { slurmEngine } from '../slurm/index.js';
import { describeEngine } from './describe_engine.js';

if (HAS_SLURM) {
  let cluster: SlurmCluster;

  beforeAll(async () => {
    cluster = await startSlurm();
  }, 60_000);

  afterAll(() => cluster.stop());

  describeEngine({
    name: 'of Slurm',
    make: (dir) =>
      slurmEngine({
        dir,
        capture: capturePlainly,
        env: cluster.env,
        cwd: '/',
        timeoutMs: 30_000,
      }),
    lostAfterMs: 1000,
    isReliable: true,
  });
} else {
  describe('Slurm', () => {
    test('is not installed, so its tests do not run', () => {
      expect(HAS_SLURM).toBe(false);
    });
  });
}
