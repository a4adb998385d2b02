import type { Job } from 'kubernetes-types/batch/v1.js';
import type { Pod } from 'kubernetes-types/core/v1.js';
import type { ApiObject } from './mirror.js';

/** What is kept of a Job. */
export interface KnownJob {
  /** Whether all its pods have ended. */
  readonly isDone: boolean;
  /** The indexes whose pods have ended, as Kubernetes writes them: `0,2-5`. */
  readonly ended: string;
}

/** What is kept of a pod. */
export interface KnownPod {
  readonly name: string;
  readonly job: string;
  readonly index: number;
  readonly phase: string;
  /** When it should have been deleted, in milliseconds since the epoch; absent if nobody deletes it. */
  readonly deletedAt?: number | undefined;
  readonly host?: string | undefined;
  /** When its program started, in milliseconds since the epoch. */
  readonly time?: number | undefined;
  /** Why it does not start. */
  readonly trouble?: string | undefined;
  /** Why it ended, unless its program just exited with 0. */
  readonly end?: string | undefined;
}

export function knownJob(object: ApiObject): KnownJob {
  const { status } = object as Job;
  const isDone = status?.conditions?.some(({ type, status: holds }) => DONE.has(type) && holds === 'True') ?? false;
  return { isDone, ended: [status?.completedIndexes, status?.failedIndexes].filter(Boolean).join(',') };
}

const DONE: ReadonlySet<string> = new Set(['Complete', 'Failed']);

export function knownPod(object: ApiObject): KnownPod {
  const { metadata, spec, status } = object as Pod;
  const { name = '', labels = {}, annotations = {}, deletionTimestamp } = metadata ?? {};
  const { phase = 'Unknown', startTime } = status ?? {};
  const state = status?.containerStatuses?.[0]?.state;
  return {
    name,
    job: labels['batch.kubernetes.io/job-name'] ?? labels['job-name'] ?? '',
    index: Number(annotations[INDEX] ?? labels[INDEX] ?? NaN),
    phase,
    deletedAt: timeOf(deletionTimestamp),
    host: spec?.nodeName,
    time: timeOf(state?.running?.startedAt ?? startTime),
    trouble: phase === 'Pending' ? troubleOf(object) : undefined,
    end: phase === 'Failed' ? endOf(object) : undefined,
  };
}

const INDEX = 'batch.kubernetes.io/job-completion-index';

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The reasons of a waiting container that a person has to look at. */
const STUCK =
  /^(ErrImage.*|ImagePullBackOff|ImageInspectError|InvalidImageName|RegistryUnavailable|CreateContainer(Config)?Error|RunContainerError)$/;

function troubleOf({ metadata, status }: Pod): string | undefined {
  const waiting = status?.containerStatuses?.[0]?.state?.waiting;
  const unscheduled = status?.conditions?.find(
    ({ type, status: holds }) => type === 'PodScheduled' && holds === 'False',
  );
  const cause = STUCK.test(waiting?.reason ?? '') ? waiting : unscheduled;
  return cause?.reason === undefined ? undefined : sentence(metadata?.name, cause.reason, cause.message);
}

function endOf({ metadata, status }: Pod): string {
  const ended = status?.containerStatuses?.[0]?.state?.terminated;
  // What happened to the pod says more than what happened to its container.
  const reason = status?.reason ?? ended?.reason ?? 'Failed';
  const code = ended?.exitCode === undefined ? '' : ` (exit code ${String(ended.exitCode)})`;
  return sentence(metadata?.name, `${reason}${code}`, status?.message ?? ended?.message);
}

function sentence(pod = '', reason: string, message = ''): string {
  return `pod ${pod}: ${reason}${message.trim() === '' ? '' : `: ${message.trim()}`}`;
}
