import type { Job, JobSpec } from 'kubernetes-types/batch/v1.js';
import type { PodSpec, ResourceRequirements } from 'kubernetes-types/core/v1.js';

/** The one container of a pod. */
export const CONTAINER = 'task';

/** What an Indexed Job is made of: everything about it that differs between those who make one. */
export interface IndexedJob {
  /** A DNS label. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Label of the job whose tasks it runs. */
  readonly job: string;
  /** How many pods it has. */
  readonly count: number;
  /** How many times Kubernetes starts a pod again that was evicted or has never started. */
  readonly retries: number;
  /** When a pod is ended, counted from its start; 0 if never. */
  readonly deadlineSeconds: number;
  /** How long a pod may take to end after SIGTERM. */
  readonly graceSeconds: number;
  /** How long it stays after its end; if absent, until it is deleted. */
  readonly ttlSeconds?: number;
  readonly pod: PodSpec;
}

/** An Indexed Job. Its pods are not told apart by anything but `JOB_COMPLETION_INDEX`, a number from 0. */
export function indexedJob(parts: IndexedJob): Job {
  const { name, labels, job, count, retries, deadlineSeconds, graceSeconds, ttlSeconds, pod } = parts;
  const spec: JobSpec = {
    completionMode: 'Indexed',
    completions: count,
    parallelism: count,
    backoffLimitPerIndex: retries,
    // A pod that is being ended still runs. Another of its index has to wait.
    podReplacementPolicy: 'Failed',
    ...(retries > 0 && { podFailurePolicy: ONLY_DISRUPTED }),
    ...(ttlSeconds !== undefined && { ttlSecondsAfterFinished: ttlSeconds }),
    template: {
      metadata: { labels },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: graceSeconds,
        ...(deadlineSeconds > 0 && { activeDeadlineSeconds: deadlineSeconds }),
        ...pod,
      },
    },
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels, annotations: { 'databuild/job': job } },
    spec,
  };
}

/** The program has retried what a job allows. Kubernetes repeats only what failed without it. */
const ONLY_DISRUPTED: NonNullable<JobSpec['podFailurePolicy']> = {
  rules: [
    { action: 'FailIndex', onExitCodes: { containerName: CONTAINER, operator: 'In', values: [1, 2] } },
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  ],
};

/** Labels of everything that belongs together. @param instance what it belongs to, at most 63 letters, digits and `-` */
export function labelsOf(instance: string): Record<string, string> {
  return { 'app.kubernetes.io/name': 'databuild', 'app.kubernetes.io/instance': instance };
}

/** The resource of Kubernetes for a resource of jobs that it knows under another name. */
export const EXTENDED_RESOURCES: ReadonlyMap<string, string> = new Map([['gpu', 'nvidia.com/gpu']]);

/**
 * What a container requests. Names that Kubernetes does not know, such as those of pools, are left out.
 *
 * @param extended names of jobs to those of Kubernetes
 */
export function resourcesOf(
  needs: Readonly<Record<string, number>>,
  extended: ReadonlyMap<string, string>,
): { readonly resources?: ResourceRequirements } {
  const { cpu = 0, memory_mb: memory = 0, ...others } = needs;
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  if (cpu > 0) requests['cpu'] = String(cpu);
  if (memory > 0) requests['memory'] = limits['memory'] = `${String(memory)}Mi`;
  for (const [name, count] of Object.entries(others)) {
    const known = extended.get(name);
    // Of an extended resource, what is requested is what is allowed.
    if (known !== undefined && count > 0) limits[known] = String(count);
  }
  const either = {
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
  return Object.keys(either).length > 0 ? { resources: either } : {};
}

/** A text in which Kubernetes replaces nothing: in commands and values of variables, it replaces `$(NAME)`. */
export function literally(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** The volume that all pods share. */
export function sharedVolume(claimName: string): NonNullable<PodSpec['volumes']>[number] {
  return { name: SHARED_VOLUME, persistentVolumeClaim: { claimName } };
}

export const SHARED_VOLUME = 'shared';

/** The name of the claim of that volume, and where pods have it, unless users say otherwise. */
export const DEFAULT_CLAIM = 'databuild';
export const DEFAULT_MOUNT = '/databuild';
