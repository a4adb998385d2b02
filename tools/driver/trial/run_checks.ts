import {
  err,
  makersOf,
  materialized,
  ok,
  taskId,
  type JobDescriptor,
  type Manifest,
  type PartitionRef,
  type Result,
  type Task,
  type TaskConfig,
} from '../../base/model/index.js';
import { timeIds } from '../../base/runtime/index.js';
import { adopt, memoryCatalog } from '../../catalog/index.js';
import { policyOf, workOfJob, type Emit } from '../../exec/index.js';
import { runWork, startExecutor, type BuildSettings } from '../builder.js';
import { readJobDefinitions } from '../code.js';
import { failuresAt, type DriverFailure } from '../failure.js';
import type { Cancel, JobSite } from '../site.js';
import { compareFolders, folderState, type FolderState } from './folder_state.js';
import type { CheckDone, TrialProblem } from './problem.js';
import type { Trial } from './trial.js';

/** Runs configs of the job in the data directory of the site, as often as it is called. Disposal ends what still runs. */
export interface Runner extends AsyncDisposable {
  /** @returns what the job reported, a manifest for each task */
  readonly run: (configs: readonly TaskConfig[]) => Promise<Result<readonly Manifest[], DriverFailure[]>>;
}

/** Prepares to run configs. @param label of the test, which stands for the jobs that make the inputs */
export async function openRunner(
  label: string,
  site: JobSite,
  settings: BuildSettings,
  cancel: Cancel,
): Promise<Result<Runner, DriverFailure[]>> {
  const { descriptor, host } = site;
  const { job } = descriptor;
  const definitions = readJobDefinitions(site, [job]);
  if (!definitions.ok) return definitions;
  const policy = policyOf(job, definitions.value[job.label]?.run ?? '');
  const started = await startExecutor(site, settings);
  if (!started.ok) return started;
  const executor = started.value;
  const newId = timeIds(Date.now);

  const run: Runner['run'] = async (configs) => {
    // Each run begins with a catalog that has the inputs, and nothing else.
    const catalog = memoryCatalog();
    const inputs = inputTasks(configs, label);
    await adopt(inputs, {
      catalog,
      nextId: newId,
      now: Date.now,
      host,
      buildId: newId(),
      origin: 'adopted',
      jobs: {},
    });
    const work = await workOfJob(job, policy.codeDigest, configs, catalog);
    if (!work.ok) return err(failuresAt('exec', work.error));
    const manifests: Manifest[] = [];
    const note: Emit = (event) => {
      if (event.type === 'task' && event.event === 'finished') manifests.push(event.manifest);
    };
    const workplace = { catalog, jobs: new Map([[job.label, policy]]), executor };
    const done = await runWork(work.value, { cancel, emits: [note] }, site, settings, workplace);
    return done.ok ? ok(manifests) : done;
  };
  return ok({ run, [Symbol.asyncDispose]: () => executor.close() });
}

/** Runs the configs twice, and looks at the files after each run. */
export async function* checkRuns(
  trial: Trial,
  configs: readonly TaskConfig[],
  runner: Runner,
  { dataDir, descriptor }: JobSite,
): AsyncGenerator<CheckDone> {
  const before = await folderState(dataDir);
  const first = await runner.run(configs);
  const made = await folderState(dataDir);
  const problems = first.ok ? problemsOfRun(trial, descriptor.job, before, made) : first.error.map(failed);
  yield { checked: 'run', count: configs.length, problems };
  if (!first.ok) return;

  const second = await runner.run(configs);
  const changes = compareFolders(made, await folderState(dataDir), trial.same === 'names');
  const rerun: TrialProblem[] = second.ok ? differingDigests(first.value, second.value) : second.error.map(failed);
  if (second.ok && changes.length > 0) rerun.push({ reason: 'files-differ', changes });
  yield { checked: 'rerun', count: configs.length, problems: rerun };
}

function failed(failure: DriverFailure): TrialProblem {
  return { reason: 'failed', failure };
}

function problemsOfRun(
  { fixtures, files }: Trial,
  { check }: JobDescriptor,
  before: FolderState,
  after: FolderState,
): TrialProblem[] {
  const problems: TrialProblem[] = Object.keys(fixtures)
    .filter((path) => after.get(path) !== before.get(path))
    .map((path) => ({ reason: 'fixture-changed', path }));
  for (const path of files) if (!after.has(path)) problems.push({ reason: 'file-missing', path });
  // The outputs of a job with a check may be elsewhere: the check has looked at them.
  const isVouchedFor = files.length > 0 || check !== undefined;
  if (!isVouchedFor && compareFolders(before, after, false).length === 0) problems.push({ reason: 'nothing-written' });
  return problems;
}

/** The outputs whose digests differ between two runs, though nothing else has changed. */
function differingDigests(first: readonly Manifest[], second: readonly Manifest[]): TrialProblem[] {
  const digests = new Map(second.flatMap(({ digests: reported = {} }) => Object.entries(reported)));
  return first.flatMap(({ outputs, digests: reported = {} }) =>
    outputs.flatMap((ref): TrialProblem[] => {
      const [old, now] = [reported[ref], digests.get(ref)];
      return old === undefined || now === undefined || old === now
        ? []
        : [{ reason: 'digest-differs', ref, old, new: now }];
    }),
  );
}

/** Tasks that stand for whatever makes the inputs of configs: the fixtures are their data. */
function inputTasks(configs: readonly TaskConfig[], label: string): Task[] {
  const makers = makersOf(configs);
  const inputs = new Set<PartitionRef>(configs.flatMap(materialized).filter((ref) => !makers.has(ref)));
  return Array.from(inputs, (ref) => ({
    id: taskId(label, [ref]),
    job: label,
    jobVersion: '0.0.0',
    config: { outputs: [ref], inputs: [], args: [], env: {}, executable: label },
    dependsOn: [],
    versionKey: ref,
    contentKey: ref,
  }));
}
