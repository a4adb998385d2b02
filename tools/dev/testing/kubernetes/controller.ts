import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { Container, Pod, PodStatus } from 'kubernetes-types/core/v1.js';
import type { Store, StoredObject } from './store.js';

export type StoredJob = Job & StoredObject;
export type StoredPod = Pod & StoredObject;

/** The image that cannot be pulled. */
export const BROKEN_IMAGE = 'registry.example/broken:1';

const JOB_LABEL = 'batch.kubernetes.io/job-name';
const INDEX_LABEL = 'batch.kubernetes.io/job-completion-index';

/** How long a container's last words may be. */
const MESSAGE_BYTES = 2048;

/**
 * Does to Jobs what a cluster does: makes pods for their indexes, runs the commands of those as processes of this machine,
 * repeats what failed as often as the Job allows, and ends what is deleted.
 */
export class Controller {
  readonly #jobs: Store<StoredJob>;
  readonly #pods: Store<StoredPod>;
  readonly #processes = new Map<string, ChildProcess>();
  readonly #failures = new Map<string, number>();
  /** What the containers of pods have printed, by the name of the pod. */
  readonly logs = new Map<string, string>();
  /** Why pods are refused; undefined if they are not. */
  refusal: string | undefined;
  /** What was said about pods that were refused. */
  readonly events: {
    readonly involvedObject: { readonly kind: string; readonly name: string };
    readonly message: string;
  }[] = [];
  /** How many pods run at the same time. */
  room = Infinity;

  constructor(jobs: Store<StoredJob>, pods: Store<StoredPod>) {
    this.#jobs = jobs;
    this.#pods = pods;
  }

  startJob(job: StoredJob): void {
    if (this.refusal !== undefined) {
      this.events.push({ involvedObject: { kind: 'Job', name: job.metadata.name }, message: this.refusal });
      return;
    }
    for (let index = 0; index < (job.spec?.completions ?? 1); index++) this.#createPod(job, index);
    this.schedule();
  }

  /** Starts pods that are pending, as far as there is room. */
  schedule(): void {
    for (const pod of this.#pods.objects.values()) {
      if (this.#processes.size >= this.room) return;
      if (
        pod.status?.phase === 'Pending' &&
        pod.status.containerStatuses === undefined &&
        pod.status.conditions === undefined
      )
        this.#startPod(pod);
    }
  }

  /** Makes the pods that were refused. */
  admit(): void {
    this.refusal = undefined;
    for (const { involvedObject } of this.events.splice(0)) {
      const job = this.#jobs.get(involvedObject.name);
      if (job !== undefined) this.startJob(job);
    }
  }

  deleteJob(job: StoredJob, policy: string): void {
    const { name } = job.metadata;
    const deleted = { ...job, metadata: { ...job.metadata, deletionTimestamp: new Date().toISOString() } };
    if (policy === 'Foreground') this.#jobs.put(deleted);
    else this.#jobs.remove(name);
    for (const pod of this.#podsOf(name)) this.deletePod(pod);
    this.#endDeletion(name);
  }

  deletePod(pod: StoredPod): void {
    const { name } = pod.metadata;
    const grace = pod.spec?.terminationGracePeriodSeconds ?? 30;
    const deletionTimestamp = new Date(Date.now() + grace * 1000).toISOString();
    const process = this.#processes.get(name);
    const ending = this.#pods.put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp } });
    if (process !== undefined) {
      process.kill('SIGTERM');
      setTimeout(() => process.kill('SIGKILL'), grace * 1000).unref();
    } else if (hasEnded(pod)) this.#pods.remove(name);
    else this.#end(ending, { phase: 'Failed' });
  }

  /** Ends pods as a node that runs out of memory does. */
  evict(): void {
    const message = 'The node was low on resource: memory.';
    for (const [name, process] of this.#processes) {
      const pod = this.#pods.get(name);
      this.#processes.delete(name);
      process.kill('SIGKILL');
      if (pod !== undefined) this.#end(pod, { phase: 'Failed', reason: 'Evicted', message });
    }
  }

  /** Lets the nodes of all pods go away: what runs there ends, and the cluster does not know it. */
  loseNodes(): void {
    const deletionTimestamp = new Date(Date.now() - 600_000).toISOString();
    for (const [name, process] of this.#processes) {
      const pod = this.#pods.get(name);
      this.#processes.delete(name);
      process.kill('SIGKILL');
      if (pod !== undefined) this.#pods.put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp } });
    }
  }

  stop(): void {
    for (const process of this.#processes.values()) process.kill('SIGKILL');
  }

  #createPod(job: StoredJob, index: number): void {
    const { name } = job.metadata;
    const { metadata, spec } = job.spec?.template ?? {};
    const labels = { ...metadata?.labels, [JOB_LABEL]: name, 'job-name': name, [INDEX_LABEL]: String(index) };
    this.#pods.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${String(index)}-${randomBytes(3).toString('hex').slice(0, 5)}`,
        labels,
        annotations: { [INDEX_LABEL]: String(index) },
      },
      ...(spec !== undefined && { spec }),
      status: { phase: 'Pending' },
    });
  }

  #startPod(pod: StoredPod): void {
    const [container] = pod.spec?.containers ?? [];
    if (container === undefined) throw new Error('a pod without a container');
    const problem = problemOf(pod, container);
    if (problem !== undefined) {
      this.#pods.put({ ...pod, status: { phase: 'Pending', ...problem } });
      return;
    }
    const env = { PATH: '/usr/bin:/bin', JOB_COMPLETION_INDEX: pod.metadata.labels?.[INDEX_LABEL] ?? '' };
    const [program = '', ...args] = (container.command ?? []).map((word) => expanded(word, env));
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { name } = pod.metadata;
    this.#processes.set(name, child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = `${said}${chunk.toString()}`.slice(-MESSAGE_BYTES);
        this.logs.set(name, `${this.logs.get(name) ?? ''}${chunk.toString()}`);
      });
    }
    const startedAt = new Date().toISOString();
    const status = { phase: 'Running', startTime: startedAt };
    this.#pods.put({
      ...pod,
      spec: { ...pod.spec, containers: [container], nodeName: 'node-1' },
      status: { ...status, containerStatuses: [{ ...containerStatus(container), state: { running: { startedAt } } }] },
    });
    child.on('error', () => child.emit('close', 127, null));
    child.on('close', (code, signal) => {
      if (!this.#processes.delete(name)) return;
      const exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
      const current = this.#pods.get(name);
      if (current === undefined) return;
      const keepsMessage = exitCode !== 0 && container.terminationMessagePolicy === 'FallbackToLogsOnError';
      const terminated = {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        ...(keepsMessage && { message: said }),
      };
      const containerStatuses = [{ ...containerStatus(container), state: { terminated } }];
      this.#end(current, { ...status, phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses });
    });
  }

  /** A pod has ended: its Job counts it, and goes on. */
  #end(pod: StoredPod, status: PodStatus): void {
    const { name, labels = {}, deletionTimestamp } = pod.metadata;
    this.#pods.put({ ...pod, status });
    if (deletionTimestamp !== undefined) this.#pods.remove(name);
    const jobName = labels[JOB_LABEL] ?? '';
    const index = Number(labels[INDEX_LABEL]);
    const job = this.#jobs.get(jobName);
    if (job?.metadata.deletionTimestamp !== undefined) this.#endDeletion(jobName);
    else if (job !== undefined) this.#count(job, index, status.phase === 'Succeeded');
    this.schedule();
  }

  #count(job: StoredJob, index: number, isGood: boolean): void {
    const { name } = job.metadata;
    const place = `${name}#${String(index)}`;
    const failures = (this.#failures.get(place) ?? 0) + (isGood ? 0 : 1);
    this.#failures.set(place, failures);
    // What a cluster does if nothing else is wanted.
    const allowed = job.spec?.backoffLimitPerIndex ?? job.spec?.backoffLimit ?? 6;
    if (!isGood && failures <= allowed) {
      this.#createPod(job, index);
      return;
    }
    const { completedIndexes, failedIndexes } = job.status ?? {};
    const added = (text: string | undefined): string => [...(text ? text.split(',') : []), String(index)].join(',');
    const status = {
      ...job.status,
      ...(isGood ? { completedIndexes: added(completedIndexes) } : { failedIndexes: added(failedIndexes) }),
    };
    const ended = [status.completedIndexes, status.failedIndexes].flatMap((text) => (text ? text.split(',') : []));
    const type = status.failedIndexes === undefined ? 'Complete' : 'Failed';
    const isDone = ended.length === (job.spec?.completions ?? 1);
    this.#jobs.put({ ...job, status: { ...status, ...(isDone && { conditions: [{ type, status: 'True' }] }) } });
  }

  #endDeletion(job: string): void {
    if (this.#podsOf(job).length === 0) this.#jobs.remove(job);
  }

  #podsOf(job: string): StoredPod[] {
    return [...this.#pods.objects.values()].filter(({ metadata }) => metadata.labels?.[JOB_LABEL] === job);
  }
}

function hasEnded({ status }: StoredPod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function containerStatus({ name, image = '' }: Container) {
  return { name, image, imageID: image, ready: false, restartCount: 0 };
}

/** Why a pod does not start: nodes have no labels, and only what is on a volume can be run. */
function problemOf({ spec }: StoredPod, container: Container): PodStatus | undefined {
  if (spec?.nodeSelector !== undefined) {
    const message = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
    return { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] };
  }
  if (container.image === BROKEN_IMAGE) {
    const waiting = { reason: 'ImagePullBackOff', message: `Back-off pulling image "${BROKEN_IMAGE}"` };
    return { containerStatuses: [{ ...containerStatus(container), state: { waiting } }] };
  }
  const file = container.command?.at(-1) ?? '';
  const isMounted = container.volumeMounts?.some(({ mountPath }) => file.startsWith(`${mountPath}/`)) ?? false;
  if (isMounted) return undefined;
  const waiting = { reason: 'RunContainerError', message: `${file} is on no volume` };
  return { containerStatuses: [{ ...containerStatus(container), state: { waiting } }] };
}

/** `$(NAME)` is the value of a variable, and `$$` a dollar. */
function expanded(word: string, env: Readonly<Record<string, string>>): string {
  return word.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (all, name?: string) =>
    name === undefined ? '$' : (env[name] ?? all),
  );
}
