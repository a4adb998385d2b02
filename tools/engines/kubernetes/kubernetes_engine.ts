import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import { idsOf, writeElements } from '../element_files.js';
import type { Engine, EngineBatch, EngineFailure, EngineLimits, Observation, Submitted } from '../engine.js';
import { Journal } from '../journal.js';
import { packAttempts, type AttemptArray } from '../pack.js';
import { readLogFrom } from '../read_log.js';
import { unlimited } from '../unlimited.js';
import { ApiServer } from './api_server.js';
import {
  ARRAY_LABEL,
  filePrefix,
  manifestOf,
  removeScripts,
  type ArrayJob,
  type PodOptions,
  type PodSurroundings,
  writeScripts,
} from './array_job.js';
import { Cancelled } from './cancelled.js';
import { knownJob, knownPod, type KnownJob, type KnownPod } from './cluster_objects.js';
import type { Connection } from './connection.js';
import { ENGINE, refused } from './failures.js';
import { labelsOf } from './indexed_job.js';
import { Mirror, type ApiObject } from './mirror.js';
import { Places } from './places.js';
import { RefusedPods } from './refused_pods.js';

export interface KubernetesEngineOptions extends PodSurroundings {
  readonly connection: Connection;
  /** The folder in which it remembers what it has submitted. Jobs have a label that stands for its path. */
  readonly dir: string;
  /** What users choose about the pods of a job, by its label. */
  readonly podOptions: (job: string) => PodOptions;
  /** How many pods may be pending or run; if absent, more than a build ever starts. */
  readonly maxPods?: number | undefined;
  /** How long a Job may have no pods before the engine asks why. */
  readonly podsWithinMs: number;
  /** How long the API server may take for an answer. */
  readonly timeoutMs: number;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
  readonly delay: (ms: number) => Promise<unknown>;
}

/** The size of an object has a limit, and the state of a Job has its indexes. With so many, Kubernetes accepts any state of them. */
const MAX_COMPLETIONS = 100_000;

const DEFAULT_MAX_PODS = 10_000;

/** The first minor version of Kubernetes 1 that starts no pod of an index again if it is asked not to. */
const MIN_MINOR_VERSION = 29;

/** Submits attempts to Kubernetes as Indexed Jobs, by the API of its server. */
export function kubernetesEngine(options: KubernetesEngineOptions): Engine {
  return new KubernetesEngine(options);
}

class KubernetesEngine implements Engine {
  readonly name = ENGINE;
  readonly log = readLogFrom;
  readonly #options: KubernetesEngineOptions;
  readonly #api: ApiServer;
  readonly #journal: Journal;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #jobsPath: string;
  readonly #podsPath: string;
  readonly #jobs: Mirror<KnownJob>;
  readonly #pods: Mirror<KnownPod>;
  readonly #cancelled: Cancelled;
  readonly #refused: RefusedPods;
  /** Paths of the files of the arrays that this process has submitted, by the names of their Jobs. */
  readonly #prefixes = new Map<string, string>();
  /** Jobs of which it is not known whether they were created. */
  readonly #unsure = new Set<string>();

  constructor(options: KubernetesEngineOptions) {
    const { connection, dir, elapsed } = options;
    this.#options = options;
    const api = (this.#api = new ApiServer(options));
    this.#journal = new Journal(dir, `${ENGINE}.jsonl`);
    this.#labels = labelsOf(`databuild-${hash('sha256', dir).slice(0, 16)}`);
    const selector = Object.entries(this.#labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(',');
    const namespace = `namespaces/${encodeURIComponent(connection.namespace)}`;
    this.#jobsPath = `/apis/batch/v1/${namespace}/jobs`;
    const podsPath = (this.#podsPath = `/api/v1/${namespace}/pods`);
    this.#jobs = new Mirror({ api, path: this.#jobsPath, selector, keep: knownJob, elapsed });
    this.#pods = new Mirror({ api, path: podsPath, selector, keep: knownPod, elapsed });
    const eventsPath = `/api/v1/${namespace}/events`;
    this.#refused = new RefusedPods({ api, path: eventsPath, elapsed, afterMs: options.podsWithinMs });
    this.#cancelled = new Cancelled({ api, jobsPath: this.#jobsPath, podsPath, label: ARRAY_LABEL });
  }

  readonly limits = async (): Promise<Result<EngineLimits, EngineFailure>> => {
    await this.#journal.open();
    const version = await this.#api.call({ method: 'GET', path: '/version' });
    // Not everybody may ask for it.
    if (!version.ok && version.error.status !== FORBIDDEN) return err(version.error.failure);
    const minor = version.ok && isObject(version.value) ? parseInt(String(version.value['minor']), 10) : NaN;
    if (minor < MIN_MINOR_VERSION) {
      const needed = String(MIN_MINOR_VERSION);
      return err(
        refused(`the cluster has Kubernetes 1.${String(minor)}; Indexed Jobs that are not repeated need 1.${needed}`),
      );
    }
    const refreshed = await this.#refresh();
    if (!refreshed.ok) return refreshed;
    const inFlight = this.#options.maxPods ?? DEFAULT_MAX_PODS;
    const resources = unlimited(['cpu', 'memory_mb', ...this.#options.extendedResources.keys()]);
    return ok({ inFlight, batch: inFlight, resources, sharesFiles: true });
  };

  readonly submit = async (batch: EngineBatch): Promise<Submitted> => {
    await this.#journal.open();
    const { known = [], waiting = [] } = Object.groupBy(batch.attempts, ({ id }) =>
      this.#isKnown(id) ? 'known' : 'waiting',
    );
    const accepted = known.map(({ id }) => id);
    const arrays = packAttempts(waiting, {
      packMsOf: (job) => this.#options.podOptions(job).packMs,
      maxElements: MAX_COMPLETIONS,
    });
    for (const array of arrays) {
      const failure = await this.#submitArray(batch, array);
      if (failure !== undefined) return { accepted, failure };
      for (const id of idsOf(array).flat()) accepted.push(id);
    }
    return { accepted };
  };

  /** Whether Kubernetes was seen to have the attempt. */
  #isKnown(attempt: string): boolean {
    const submission = this.#journal.find(attempt);
    return submission !== undefined && this.#jobs.items.has(submission.comment);
  }

  /** The array as a Job, with the name that it had if it was submitted before: then the API server refuses a second one. */
  #jobOf(batch: EngineBatch, array: AttemptArray): ArrayJob {
    for (let number = 0; ; number++) {
      const comment = `databuild-${batch.id}-${String(number)}`;
      const noted = this.#journal.elementsOf(comment);
      if (noted === undefined || isDeepStrictEqual(noted, idsOf(array))) return { batch, number, array, comment };
    }
  }

  async #submitArray(batch: EngineBatch, array: AttemptArray): Promise<EngineFailure | undefined> {
    const job = this.#jobOf(batch, array);
    const { comment } = job;
    const prefix = filePrefix(job);
    this.#prefixes.set(comment, prefix);
    if (!this.#journal.has(comment)) {
      await writeElements(prefix, array);
      await writeScripts(job);
      await this.#journal.note(batch.id, comment, idsOf(array));
    }
    const manifest = manifestOf(job, this.#labels, this.#options.podOptions(array.job), this.#options);
    const created = await this.#api.call({
      method: 'POST',
      path: this.#jobsPath,
      // A field that the server does not know would be dropped otherwise, and it might repeat pods.
      query: { fieldValidation: 'Strict' },
      body: manifest,
    });
    if (!created.ok && created.error.status !== ALREADY_EXISTS) {
      const { failure } = created.error;
      if (failure.reason === 'engine-unreachable') this.#unsure.add(comment);
      else await removeScripts(prefix, array.elements.keys());
      return failure;
    }
    this.#unsure.delete(comment);
    this.#jobs.add(manifest as ApiObject);
    return undefined;
  }

  readonly observe = async (
    ids: readonly string[],
  ): Promise<Result<ReadonlyMap<string, Observation>, EngineFailure>> => {
    await this.#journal.open();
    const refreshed = await this.#refresh();
    if (!refreshed.ok) return refreshed;
    const places = this.#places();
    await this.#cancelled.end(places, { isUrgent: false });
    const now = Date.now();
    const jobs = new Set(ids.flatMap((id) => this.#journal.find(id)?.comment ?? []));
    const refusals = await this.#refused.reasonsOf([...jobs].filter((job) => places.isWithoutPods(job)));
    return ok(
      new Map(
        ids.flatMap((id): [string, Observation][] => {
          const submission = this.#journal.find(id);
          if (submission === undefined) return [];
          const isUnsure = this.#unsure.has(submission.comment) && !places.hasJob(submission.comment);
          if (isUnsure) return [[id, { state: 'unknown' }]];
          const trouble = refusals.get(submission.comment);
          return [[id, trouble === undefined ? places.stateOf(submission, now) : { state: 'queued', trouble }]];
        }),
      ),
    );
  };

  async #refresh(): Promise<Result<undefined, EngineFailure>> {
    const [jobs, pods] = await Promise.all([this.#jobs.refresh(), this.#pods.refresh()]);
    return jobs.ok ? pods : jobs;
  }

  #places(): Places {
    return new Places(this.#jobs.items, this.#pods.items);
  }

  readonly cancel = async (ids: readonly string[]): Promise<void> => {
    await this.#journal.open();
    for (const id of ids) {
      const submission = this.#journal.find(id);
      if (submission === undefined) continue;
      const { comment, index } = submission;
      this.#cancelled.add(submission, this.#journal.elementsOf(comment)?.length ?? 0);
      const prefix = this.#prefixes.get(comment);
      if (prefix !== undefined) await removeScripts(prefix, [index]);
    }
    await this.#cancelled.end(this.#places(), { isUrgent: true });
  };

  /** Fails silently: it is only for people, and a pod that was deleted has no log. */
  readonly output = async (id: string): Promise<Buffer> => {
    await this.#journal.open();
    const submission = this.#journal.find(id);
    const pod = submission === undefined ? undefined : this.#places().podOf(submission);
    if (pod === undefined) return NO_OUTPUT;
    const path = `${this.#podsPath}/${encodeURIComponent(pod)}/log`;
    const answer = await this.#api.open({ method: 'GET', path, query: LOG_TAIL }, this.#options.timeoutMs);
    return answer.ok ? buffer(answer.value).catch(() => NO_OUTPUT) : NO_OUTPUT;
  };

  readonly forget = (batches: readonly string[]): Promise<void> => this.#journal.forget(batches);

  readonly close = (): Promise<void> => {
    this.#jobs.close();
    this.#pods.close();
    this.#api.close();
    return Promise.resolve();
  };
}

/** How much of the log of a pod people get to see: its end. */
const LOG_TAIL = { tailLines: '200', limitBytes: '262144' };

const NO_OUTPUT = Buffer.alloc(0);

const ALREADY_EXISTS = 409;
const FORBIDDEN = 403;
