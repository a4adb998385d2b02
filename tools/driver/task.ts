import { err, ok, type JobDescriptor, type ProcessMark, type Result } from '../base/model/index.js';
import {
  CLOCK,
  ownProcessMark,
  prepareDirectory,
  processMark,
  startSlots,
  timeIds,
  type Slots,
} from '../base/runtime/index.js';
import type { Catalog } from '../catalog/index.js';
import { policyOf, type JobPolicy } from '../exec/index.js';
import {
  groupTasks,
  runTasks,
  type AttemptRequest,
  type PlannedAttempt,
  type RunTasksDeps,
  type TaskRunEvent,
} from '../exec/task/index.js';
import {
  foreignExecutables,
  readPlanTasks,
  type Drift,
  type PlanExcerpt,
  type PlanExcerptFailure,
} from '../plan/plan/index.js';
import { readRunDigests } from './code.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { Cancel, Site } from './site.js';

/** Which tasks of a plan to run, and how. */
export interface TasksWanted {
  /** Path of the plan. */
  readonly plan: string;
  /** The tasks, or the attempts that another program has decided on. */
  readonly tasks: SomeTasks | { readonly attempts: readonly AttemptRequest[] };
  readonly allowForeignExecutables: boolean;
}

/** Tasks by id. Those that share an attempt are decided here. */
export interface SomeTasks {
  /** Each once. */
  readonly ids: readonly string[];
  readonly buildId: string;
  /** Number of the attempt at each task, from 1. */
  readonly number: number;
  /** If absent, each attempt gets a new id. */
  readonly attemptId?: string | undefined;
}

export type TaskFailure =
  | DriverFailure
  | { readonly stage: 'plan-file'; readonly failure: PlanExcerptFailure }
  /** The plan is of another graph. */
  | { readonly stage: 'other-graph'; readonly graph: string }
  /** One attempt id is given, and the tasks need several attempts. */
  | { readonly stage: 'attempts'; readonly count: number };

/** Reads the tasks from the plan and decides which of them share an attempt. Nothing runs yet. */
export async function planAttempts(
  { plan, tasks, allowForeignExecutables }: TasksWanted,
  site: Site,
): Promise<Result<PlannedAttempts, TaskFailure[]>> {
  const ids = 'attempts' in tasks ? tasks.attempts.flatMap((each) => each.tasks.map(({ id }) => id)) : tasks.ids;
  const read = await readPlanTasks(plan, [...new Set(ids)]);
  if (!read.ok) return err([{ stage: 'plan-file', failure: read.error }]);
  const excerpt = read.value;
  const { label } = site.descriptor;
  if (excerpt.graph !== label) return err([{ stage: 'other-graph', graph: excerpt.graph }]);
  const policies = policiesOf(excerpt, site);
  if (!policies.ok) return policies;
  const jobs = jobsOf(site);
  const foreign = allowForeignExecutables ? [] : foreignExecutables(excerpt.tasks, jobs);
  if (foreign.length > 0) return err(failuresAt('foreign', foreign));
  const attempts =
    'attempts' in tasks ? asAsked(tasks.attempts, excerpt, policies.value) : grouped(tasks, excerpt, policies.value);
  if ('attempts' in tasks || tasks.attemptId === undefined || attempts.length === 1)
    return ok({ excerpt, attempts, jobs });
  return err([{ stage: 'attempts', count: attempts.length }]);
}

/** Attempts that can be made. */
export interface PlannedAttempts {
  readonly excerpt: PlanExcerpt;
  readonly attempts: readonly PlannedAttempt[];
  readonly jobs: readonly JobDescriptor[];
}

function jobsOf({ descriptor }: Site): readonly JobDescriptor[] {
  return descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
}

/** How the jobs of the tasks are run, if they are as they were when the plan was made. */
function policiesOf(
  { tasks, jobs: planned }: PlanExcerpt,
  site: Site,
): Result<ReadonlyMap<string, JobPolicy>, DriverFailure[]> {
  const known = new Map(jobsOf(site).map((job) => [job.label, job]));
  const labels = [...new Set(tasks.map(({ job }) => job))];
  const unknown = labels.filter((job) => !known.has(job));
  if (unknown.length > 0)
    return err(
      failuresAt(
        'exec',
        unknown.map((job) => ({ reason: 'job-unknown', job })),
      ),
    );
  const descriptors = labels.flatMap((label) => known.get(label) ?? []);
  const digests = readRunDigests(site, descriptors);
  if (!digests.ok) return digests;
  const drift = descriptors.flatMap(({ label: job, version }): Drift[] => {
    const was = planned[job];
    if (was === undefined) return [{ reason: 'job-added', job }];
    if (was.version !== version) return [{ reason: 'job-version-changed', job, old: was.version, new: version }];
    return was.run === digests.value[job] ? [] : [{ reason: 'job-code-changed', job, executable: 'run' }];
  });
  if (drift.length > 0) return err(failuresAt('drift', drift));
  return ok(new Map(descriptors.map((job) => [job.label, policyOf(job, digests.value[job.label] ?? '')])));
}

function asAsked(
  requests: readonly AttemptRequest[],
  { tasks }: PlanExcerpt,
  policies: ReadonlyMap<string, JobPolicy>,
): PlannedAttempt[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return requests.map((request) => {
    const own = request.tasks.flatMap(({ id }) => byId.get(id) ?? []);
    const policy = policies.get(own[0]?.job ?? '');
    if (policy === undefined) throw new Error(`attempt ${request.id} has no task`);
    return { request, tasks: own, policy };
  });
}

function grouped(
  { buildId, number, attemptId }: SomeTasks,
  { tasks }: PlanExcerpt,
  policies: ReadonlyMap<string, JobPolicy>,
): PlannedAttempt[] {
  const newId = timeIds(Date.now);
  return groupTasks(tasks, policies).map(({ tasks: own, policy }) => ({
    request: { id: attemptId ?? newId(), buildId, tasks: own.map(({ id }) => ({ id, number })) },
    tasks: own,
    policy,
  }));
}

/** Where attempts run, and where they are recorded. */
export interface TaskSettings {
  readonly resultDir: string;
  /** Milliseconds between asking a task to end and killing it. */
  readonly graceMs: number;
  /** Present if the tasks are leased and recorded, in the catalog of the site. */
  readonly recording?: { readonly ttlMs: number; readonly wait: boolean } | undefined;
  readonly cancel: Cancel;
}

/** Makes the attempts one after the other. */
export async function* makeAttempts(
  { excerpt, attempts, jobs }: PlannedAttempts,
  site: Site,
  settings: TaskSettings,
): AsyncGenerator<Result<TaskRunEvent, DriverFailure[]>, void, undefined> {
  const { resultDir, graceMs, cancel } = settings;
  for (const [path, purpose] of [
    [site.dataDir, 'data'],
    [resultDir, 'result'],
  ] as const) {
    const prepared = prepareDirectory(path, purpose);
    if (!prepared.ok) return yield err(failuresAt('directory', [prepared.error]));
  }
  await using stack = new AsyncDisposableStack();
  const slots = stack.adopt(await startSlots({ size: 1, cwd: site.dataDir, env: site.env, graceMs }), (open) =>
    open.close(),
  );
  listen(cancel, slots);
  const catalog = await openCatalogFor(settings, site);
  if (!catalog.ok) return yield catalog;
  if (catalog.value !== undefined) stack.adopt(catalog.value, (open) => open.close());
  const guards = slots.watcher === undefined ? [] : [processMark(slots.watcher)];
  const deps: RunTasksDeps = {
    dir: resultDir,
    plan: excerpt.id,
    host: site.host,
    runfilesDir: site.runfilesDir,
    baseEnv: site.env,
    slots,
    clock: CLOCK,
    secrets: site.secrets,
    cancel: cancel.signal,
    stop: cancel.stop,
    ...leasingOf(settings, catalog.value, excerpt, jobs, guards),
  };
  for await (const event of runTasks(attempts, deps)) yield ok(event);
}

/** Loads the code of catalogs only if there is one: most attempts are recorded by the build that asked for them. */
async function openCatalogFor(
  { recording }: TaskSettings,
  site: Site,
): Promise<Result<Catalog | undefined, DriverFailure[]>> {
  if (recording === undefined) return ok(undefined);
  const { openSiteCatalog } = await import('./catalog.js');
  return openSiteCatalog(site);
}

function listen({ stop, kill }: Cancel, slots: Slots): void {
  stop.addEventListener('abort', () => {
    slots.stop();
  });
  kill.addEventListener('abort', () => {
    slots.kill();
  });
  if (stop.aborted) slots.stop();
}

function leasingOf(
  { recording }: TaskSettings,
  catalog: Catalog | undefined,
  { validity }: PlanExcerpt,
  jobs: readonly JobDescriptor[],
  guards: readonly ProcessMark[],
): Pick<RunTasksDeps, 'leasing'> {
  if (recording === undefined || catalog === undefined) return {};
  const own = new Map(jobs.map((job) => [job.label, job.validity]));
  const validityOf = ({ job }: { readonly job: string }): JobDescriptor['validity'] =>
    validity ?? own.get(job) ?? 'version';
  return {
    leasing: { ...recording, catalog, processes: [ownProcessMark(), ...guards], newId: timeIds(Date.now), validityOf },
  };
}
