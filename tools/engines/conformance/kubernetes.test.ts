import { afterAll, beforeAll } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK } from '../../base/runtime/index.js';
import { LoopbackCluster, NAMESPACE } from '../../dev/testing/kubernetes/index.js';
import { kubernetesEngine } from '../kubernetes/index.js';
import { fixedCredential } from '../kubernetes/credentials.js';
import { describeEngine } from './describe_engine.js';

let cluster: LoopbackCluster;

beforeAll(async () => {
  cluster = await LoopbackCluster.start();
});

afterAll(() => cluster.stop());

describeEngine({
  name: 'of Kubernetes',
  make: (dir) =>
    kubernetesEngine({
      dir,
      connection: {
        server: new URL(cluster.url),
        namespace: NAMESPACE,
        tls: { ca: cluster.authority.cert, rejectUnauthorized: true },
        credentials: fixedCredential({ token: 'secret-token' }),
      },
      podOptions: () => ({ image: 'registry.example/g:1', packMs: 0, slackMinutes: 5 }),
      claim: 'databuild',
      mount: '/tmp',
      user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
      graceSeconds: 5,
      extendedResources: new Map(),
      timeoutMs: 30_000,
      elapsed: CLOCK.elapsed,
      delay,
    }),
  lostAfterMs: 300,
  isReliable: true,
});
