import type { BuildFinished, BuildStarted, ExecEvent, TaskEvent, TaskName, TaskProblem } from '../../exec/index.js';
import type { DataDep, Manifest, PartitionRef, Task } from '../../base/model/index.js';
import {
  SCHEMA_URLS,
  type Dataset,
  type Facet,
  type JobName,
  type OutputDataset,
  type ParentRun,
  type RunEvent,
} from './run_event.js';
import { buildRunId, taskRunId } from './run_id.js';
import { outputStatistics } from './statistics.js';

export interface LineageOptions {
  /** The tasks of the build. A task that is missing here is reported without inputs. */
  readonly tasks: readonly Pick<Task, 'id' | 'config'>[];
  /** Namespace of datasets. Namespaces of jobs begin with it. */
  readonly namespace: string;
  /** Of DataBuild. */
  readonly version: string;
  /** The run that started the build. */
  readonly parent?: ParentRun | undefined;
  /** Describes a problem for people on other machines, without anything that a job wrote or received. */
  readonly describeProblem: (problem: TaskProblem) => string;
  readonly describeOutcome: (finished: BuildFinished) => string;
}

type EventType = RunEvent['eventType'];
type RunFacets = RunEvent['run']['facets'];

/** What an event contains besides run, type and time. */
interface Details {
  readonly message?: string;
  readonly inputs?: readonly Dataset[];
  readonly outputs?: readonly OutputDataset[];
}

const OUTCOMES = { succeeded: 'COMPLETE', failed: 'FAIL', cancelled: 'ABORT' } as const;

/**
 * Translates the events of a build to OpenLineage. The build is a run. Each task that starts is a child run, with one
 * START, however many attempts it takes, and one COMPLETE, FAIL or ABORT.
 */
export class Lineage {
  readonly #options: LineageOptions;
  readonly #producer: string;
  readonly #inputs: ReadonlyMap<string, readonly DataDep[]>;
  /** Tasks that have started and not yet ended. */
  readonly #open = new Map<string, TaskName>();
  #build: { readonly id: string; readonly self: ParentRun } | undefined;

  constructor(options: LineageOptions) {
    this.#options = options;
    this.#producer = `urn:databuild:${options.version}`;
    this.#inputs = new Map(options.tasks.map(({ id, config }) => [id, config.inputs]));
  }

  /** The lineage events for an event of the build: usually none or one. */
  eventsOf(event: ExecEvent): RunEvent[] {
    if (event.type === 'task') return this.#ofTask(event);
    if (event.event === 'started') return [this.#startBuild(event)];
    return event.event === 'finished' ? this.#endBuild(event) : [];
  }

  #startBuild({ buildId, label, time }: BuildStarted): RunEvent {
    const namespace = `${this.#options.namespace}${label}`;
    this.#build = {
      id: buildId,
      self: { run: { runId: buildRunId(buildId) }, job: { namespace, name: `${label}.exec` } },
    };
    return this.#ofBuild('START', time);
  }

  #endBuild(event: BuildFinished): RunEvent[] {
    const left = [...this.#open.values()].map((task) => this.#run('ABORT', event.time, task, this.#named(task)));
    this.#open.clear();
    const type = OUTCOMES[event.outcome];
    const message = type === 'FAIL' ? this.#options.describeOutcome(event) : undefined;
    return [...left, this.#ofBuild(type, event.time, message)];
  }

  #ofTask(event: TaskEvent): RunEvent[] {
    const { task, time } = event;
    switch (event.event) {
      case 'announced':
      case 'waiting':
      case 'queued':
      case 'retrying':
        return [];
      case 'started':
        return this.#start(task, time);
      case 'finished': {
        const started = this.#start(task, time - event.durationMs);
        this.#open.delete(task.id);
        return [...started, this.#run('COMPLETE', time, task, this.#made(event.manifest))];
      }
      case 'unchanged': {
        // A run that made no data: its outputs have versions, and no statistics.
        const started = this.#start(task, time);
        this.#open.delete(task.id);
        return [...started, this.#run('COMPLETE', time, task, this.#made(event.manifest))];
      }
      case 'failed': {
        const started = this.#start(task, time - event.durationMs);
        this.#open.delete(task.id);
        const message = this.#options.describeProblem(event.problem);
        return [...started, this.#run('FAIL', time, task, { ...this.#named(task), message })];
      }
      case 'skipped':
      case 'aborted':
      case 'delegated':
        // A task that never started is not a run.
        return this.#open.delete(task.id) ? [this.#run('ABORT', time, task, this.#named(task))] : [];
    }
  }

  /** The START of a run, at its first attempt only. */
  #start(task: TaskName, time: number): RunEvent[] {
    if (this.#open.has(task.id)) return [];
    this.#open.set(task.id, task);
    return [this.#run('START', time, task, this.#named(task))];
  }

  /** Inputs and outputs without versions, as known before the task succeeds. */
  #named(task: TaskName): Details {
    const inputs = [...new Set((this.#inputs.get(task.id) ?? []).map(({ ref }) => ref))];
    return { inputs: inputs.map((ref) => this.#dataset(ref)), outputs: task.outputs.map((ref) => this.#dataset(ref)) };
  }

  /** Inputs as the task found them, and outputs as it left them, with versions. */
  #made(manifest: Manifest): Details {
    const inputs = new Map(manifest.inputs.map(({ ref, manifest: version }) => [ref, version]));
    return {
      inputs: [...inputs].map(([ref, version]) => this.#dataset(ref, version)),
      outputs: manifest.outputs.map((ref) => {
        const dataset = this.#dataset(ref, manifest.id);
        const statistics = manifest.origin === 'unchanged' ? undefined : outputStatistics(ref, manifest);
        if (statistics === undefined) return dataset;
        return {
          ...dataset,
          outputFacets: { outputStatistics: { ...this.#facet('outputStatistics'), ...statistics } },
        };
      }),
    };
  }

  #dataset(ref: PartitionRef, version: string | null = null): Dataset {
    const dataset = { namespace: this.#options.namespace, name: ref };
    if (version === null) return dataset;
    return { ...dataset, facets: { version: { ...this.#facet('version'), datasetVersion: version } } };
  }

  #ofBuild(type: EventType, time: number, message?: string): RunEvent {
    const { self } = this.#begun();
    const { parent } = this.#options;
    const above = parent === undefined ? {} : { parent: this.#parent(parent) };
    return this.#event(type, time, self, 'BUILD', above, message === undefined ? {} : { message });
  }

  #run(type: EventType, time: number, task: TaskName, details: Details): RunEvent {
    const { id, self } = this.#begun();
    const run = { runId: taskRunId(id, task.id) };
    const job = { namespace: self.job.namespace, name: task.job };
    // With a parent, the root is unknown: the parent may have one of its own.
    const root = this.#options.parent === undefined ? self : undefined;
    return this.#event(type, time, { run, job }, 'TASK', { parent: this.#parent(self, root) }, details);
  }

  #event(
    eventType: EventType,
    time: number,
    { run, job }: { readonly run: { readonly runId: string }; readonly job: JobName },
    jobType: 'BUILD' | 'TASK',
    above: Pick<RunFacets, 'parent'>,
    { message, inputs = [], outputs = [] }: Details,
  ): RunEvent {
    const { version } = this.#options;
    return {
      eventType,
      eventTime: new Date(time).toISOString(),
      producer: this.#producer,
      schemaURL: SCHEMA_URLS.event,
      run: {
        ...run,
        facets: {
          processing_engine: { ...this.#facet('processing_engine'), name: 'DataBuild', version },
          ...above,
          ...(message !== undefined && {
            errorMessage: { ...this.#facet('errorMessage'), message, programmingLanguage: 'unknown' },
          }),
        },
      },
      job: {
        ...job,
        facets: { jobType: { ...this.#facet('jobType'), processingType: 'BATCH', integration: 'DATABUILD', jobType } },
      },
      inputs,
      outputs,
    };
  }

  #parent({ run, job }: ParentRun, root?: ParentRun): NonNullable<RunFacets['parent']> {
    return { ...this.#facet('parent'), run, job, ...(root !== undefined && { root }) };
  }

  #facet(name: keyof typeof SCHEMA_URLS): Facet {
    return { _producer: this.#producer, _schemaURL: SCHEMA_URLS[name] };
  }

  #begun(): { readonly id: string; readonly self: ParentRun } {
    if (this.#build === undefined) throw new Error('the first event of a build is that it started');
    return this.#build;
  }
}
