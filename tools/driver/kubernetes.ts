import { setTimeout as delay } from 'node:timers/promises';
import { err, ok, type Result } from '../base/model/index.js';
import { capture, CLOCK } from '../base/runtime/index.js';
import type { EngineSite, PreparedEngine } from './engine_site.js';
import { kubernetesOptions } from './kubernetes_options.js';

/** A cluster usually makes pods within a second. */
const PODS_WITHIN_MS = 10_000;

/** The server is near, and answers with one page of a list at most. */
const ANSWER_TIMEOUT_MS = 30_000;

/** How much later than the task program Kubernetes kills what does not end. */
const GRACE_SLACK_MS = 10_000;

/** Tasks as pods of Kubernetes. */
export async function prepareKubernetes(from: EngineSite): Promise<Result<PreparedEngine, string>> {
  // Only who chooses it loads it.
  const kubernetes = await import('../engines/kubernetes/index.js');
  const { site, tasks, dir, graceMs } = from;
  const options = kubernetesOptions(site.descriptor, from.options, {
    claim: kubernetes.DEFAULT_CLAIM,
    mount: kubernetes.DEFAULT_MOUNT,
    extendedResources: kubernetes.EXTENDED_RESOURCES,
  });
  if (!options.ok) return options;
  const { lostAfterMs, claim, mount, extendedResources, jobs, ...where } = options.value;
  const outside = [site.stateDir, site.dataDir].find((path) => !`${path}/`.startsWith(`${mount.replace(/\/+$/, '')}/`));
  if (outside !== undefined) {
    const fix = 'choose a --state-dir and a --data-dir there, or name the path of the volume with the option mount';
    return err(`${outside} is not below ${mount}, where pods have the shared volume; ${fix}`);
  }
  const connection = await kubernetes.connect({ ...where, env: tasks.callerEnv, capture, cwd: site.stateDir });
  if (!connection.ok) return connection;
  const engine = kubernetes.kubernetesEngine({
    connection: connection.value,
    dir,
    podOptions: (job) => {
      const ofJob = jobs.get(job);
      if (ofJob === undefined) throw new Error(`no job ${job}`);
      return ofJob;
    },
    claim,
    mount,
    user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    graceSeconds: Math.ceil((graceMs + GRACE_SLACK_MS) / 1000),
    extendedResources,
    podsWithinMs: PODS_WITHIN_MS,
    timeoutMs: ANSWER_TIMEOUT_MS,
    elapsed: CLOCK.elapsed,
    delay,
  });
  return ok({ engine, lostAfterMs, env: site.env });
}
