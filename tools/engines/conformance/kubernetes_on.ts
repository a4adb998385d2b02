import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK } from '../../base/runtime/index.js';
import { NAMESPACE, type LoopbackCluster } from '../../dev/testing/kubernetes/index.js';
import type { Engine } from '../engine.js';
import { kubernetesEngine, type KubernetesEngineOptions } from '../kubernetes/index.js';

/** The engine of Kubernetes over a cluster of the test. @param options what differs from a user who chooses nothing */
export function kubernetesOn(
  cluster: LoopbackCluster,
  dir: string,
  options: Partial<KubernetesEngineOptions> & Partial<KubernetesEngineOptions['connection']> = {},
): Engine {
  const { credentials = { get: () => Promise.resolve({ ok: true, value: { token: cluster.token } }) } } = options;
  return kubernetesEngine({
    dir,
    connection: {
      server: new URL(cluster.url),
      namespace: NAMESPACE,
      tls: { ca: cluster.authority.cert, rejectUnauthorized: true },
      credentials,
    },
    podOptions: () => ({ image: 'registry.example/g:1', packMs: 0, slackMinutes: 5 }),
    claim: 'databuild',
    mount: '/tmp',
    user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    graceSeconds: 5,
    extendedResources: new Map(),
    podsWithinMs: 0,
    timeoutMs: 30_000,
    elapsed: CLOCK.elapsed,
    delay,
    ...options,
  });
}
