import { afterAll, beforeAll } from '@jest/globals';
import { LoopbackCluster } from '../../dev/testing/kubernetes/index.js';
import { describeEngine } from './describe_engine.js';
import { kubernetesOn } from './kubernetes_on.js';

let cluster: LoopbackCluster;

beforeAll(async () => {
  cluster = await LoopbackCluster.start();
});

afterAll(() => cluster.stop());

describeEngine({
  name: 'of Kubernetes',
  make: (dir) => kubernetesOn(cluster, dir),
  lostAfterMs: 300,
  isReliable: true,
});
