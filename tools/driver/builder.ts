import { join } from 'node:path';
import { err, ok, type PartitionRef, type Result } from '../base/model/index.js';
import { CLOCK, obstacleToDirectory, ownProcessMark, prepareDirectory, timeIds } from '../base/runtime/index.js';
import { openCatalog, type Catalog } from '../catalog/index.js';
import {
  execute,
  policyOf,
  workOfJob,
  type Emit,
  type ExecSummary,
  type Executor,
  type JobPolicy,
  type Work,
} from '../exec/index.js';
import { startLocalExecutor } from '../exec/local/index.js';
import { configureRefs } from './calls.js';
import { readJobDefinitions } from './code.js';
import { startEngineExecutor } from './engine.js';
import type { WhereName } from './engine_site.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { Cancel, JobSite, Site } from './site.js';

/** How to run tasks. */
export interface BuildSettings {
  /** How many tasks run at the same time. */
  readonly jobs: number;
  /** Time between asking a task to end and killing it. */
  readonly graceMs: number;
  /** Limits of resources, in addition to those of the machine. */
  readonly resources: ReadonlyMap<string, number>;
  /** After a failure, continues with everything that does not depend on it. */
  readonly optimistic: boolean;
  /** Other builds may take over a lease that this one has not renewed for this long. */
  readonly leaseTtlMs: number;
  /** Whether to wait for other builds that hold tasks of this one. */
  readonly wait: boolean;
  /** Where tasks run; here if it is left out. */
  readonly engine?: WhereName | undefined;
  readonly engineOptions?: ReadonlyMap<string, string> | undefined;
  /** Whether masked tasks are audited before the build. */
  readonly audits?: boolean | undefined;
}

/** One run of some work: its observers, and how it is cancelled. */
export interface BuildRun {
  readonly cancel: Cancel;
  readonly emits: readonly Emit[];
  /** W3C trace context of an attempt; if absent, its process gets none. */
  readonly traceparentOf?: ((buildId: string, taskId: string, attempt: number) => string) | undefined;
  /** Awaited between many events, for an observer that keeps them all. Returns nothing when there is room. */
  readonly room?: (() => Promise<void> | undefined) | undefined;
}

/** Runs work of a site. Disposal ends what is still running and closes the catalog. */
export interface Builder extends AsyncDisposable {
  readonly catalog: Catalog;
  /** Every job of the graph, or the one job, by label. */
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  readonly run: (work: Work, run: BuildRun) => Promise<Result<ExecSummary, DriverFailure[]>>;
}

/** Prepares the directories, executor, catalog and jobs of a site. */
export async function openBuilder(site: Site, settings: BuildSettings): Promise<Result<Builder, DriverFailure[]>> {
  const { descriptor, stateDir, dataDir, catalogUrl } = site;
  for (const [path, purpose] of [
    [stateDir, 'state'],
    [dataDir, 'data'],
  ] as const) {
    const prepared = prepareDirectory(path, purpose);
    if (!prepared.ok) return err(failuresAt('directory', [prepared.error]));
  }
  // These folders are created when they are needed, but check now, before anything runs, that they can be.
  const folders = settings.audits === true ? ['builds', 'audits'] : ['builds'];
  const obstructions = folders.flatMap((folder) => obstructed(join(stateDir, folder)) ?? []);
  if (obstructions.length > 0) return err(obstructions);
  await using opened = new AsyncDisposableStack();
  const started = await startExecutor(site, settings);
  if (!started.ok) return started;
  const executor = opened.adopt(started.value, (open) => open.close());
  const catalog = await openCatalog({ stateDir, url: catalogUrl });
  if (!catalog.ok) return err(failuresAt('catalog', [catalog.error]));
  opened.adopt(catalog.value, (open) => open.close());
  const descriptors = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const definitions = readJobDefinitions(site, descriptors);
  if (!definitions.ok) return definitions;
  const jobs = new Map(descriptors.map((job) => [job.label, policyOf(job, definitions.value[job.label]?.run ?? '')]));
  const held = opened.move();
  return ok({
    catalog: catalog.value,
    jobs,
    run: (work, run) => runWork(work, run, site, settings, { catalog: catalog.value, jobs, executor }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  });
}

/** Why a directory could not be created later; nothing if it could. */
function obstructed(path: string): DriverFailure | undefined {
  const obstacle = obstacleToDirectory(path);
  if (obstacle === undefined) return undefined;
  const { code } = obstacle;
  return { stage: 'directory', failure: { reason: 'directory-unusable', purpose: 'build', path, code, obstacle } };
}

/** Starts the executor for the tasks of a site: processes of this machine, or an engine. */
export async function startExecutor(site: Site, settings: BuildSettings): Promise<Result<Executor, DriverFailure[]>> {
  const { engine = 'local', jobs: size, graceMs } = settings;
  if (engine !== 'local') return startEngineExecutor(engine, site, settings);
  return ok(await startLocalExecutor({ ...site, size, graceMs, cwd: site.dataDir }));
}

/** Where a run gets its jobs, runs its tasks and records them. */
export interface Workplace {
  readonly catalog: Catalog;
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  readonly executor: Executor;
}

/** Runs tasks at a workplace, which may be another than the site's own. */
export async function runWork(
  work: Work,
  { cancel, emits, traceparentOf, room }: BuildRun,
  { runfilesDir, host, secrets }: Site,
  { resources, optimistic, leaseTtlMs, wait }: BuildSettings,
  workplace: Workplace,
): Promise<Result<ExecSummary, DriverFailure[]>> {
  const done = await execute(work, {
    ...workplace,
    clock: CLOCK.now,
    elapsed: CLOCK.elapsed,
    newId: timeIds(Date.now),
    emit: (event) => {
      for (const emit of emits) emit(event);
    },
    room,
    ...(traceparentOf !== undefined && { traceparentOf }),
    secrets,
    runfilesDir,
    host,
    resources,
    optimistic,
    processes: [ownProcessMark(), ...workplace.executor.guards],
    leaseTtlMs,
    wait,
    random: Math.random,
    cancel: cancel.signal,
    stop: cancel.stop,
    kill: cancel.kill,
  });
  if (done.ok) return done;
  return err(
    done.error.map((failure): DriverFailure =>
      failure.reason === 'directory-unusable' ? { stage: 'directory', failure } : { stage: 'exec', failure },
    ),
  );
}

/** Configures one job for some refs. The work runs whether or not the partitions exist. */
export async function workOfRefs(
  refs: readonly PartitionRef[],
  site: JobSite,
  { catalog, jobs }: Pick<Builder, 'catalog' | 'jobs'>,
  signal: AbortSignal,
): Promise<Result<Work, DriverFailure[]>> {
  const configs = await configureRefs(refs, site, signal);
  if (!configs.ok) return configs;
  const { job } = site.descriptor;
  const work = await workOfJob(job, jobs.get(job.label)?.codeDigest ?? '', configs.value, catalog);
  return work.ok ? work : err(failuresAt('exec', work.error));
}
