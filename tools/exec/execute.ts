import type { Catalog } from '../catalog/index.js';
import {
  err,
  ok,
  type Plan,
  type PlannedTask,
  type ProcessMark,
  type Result,
  type Validity,
} from '../base/model/index.js';
import {
  DIRECTORY_MODE,
  millisSince,
  prepareDirectory,
  SHARED_BY_GROUP_MODE,
  type Clock,
  type DirectoryFailure,
  type Slots,
  type TimeIds,
} from '../base/runtime/index.js';
import type { Secrets } from '../base/secrets/index.js';
import type { Emit } from './events.js';
import type { ExecFailure } from './failure.js';
import { buildFiles } from './launch.js';
import type { JobPolicy } from './policy.js';
import { preflight } from './preflight.js';
import { Run } from './run.js';

/** What to run: a plan, or the configs of one job. */
export interface Work {
  /** Label of the graph or job. */
  readonly label: string;
  /** Id of the plan; left out where a job is run by itself. */
  readonly plan?: string;
  /** A forced task that an earlier run of the plan has run does not run again; left out: every forced task runs. */
  readonly resumes?: boolean;
  /** As the plan has it; left out: each job's own. */
  readonly validity?: Validity | undefined;
  /** In any order; `dependsOn` names tasks of this list. */
  readonly tasks: readonly PlannedTask[];
  readonly pruned: number;
}

/** @param tasks those of the plan that are to run; their `dependsOn` names no others */
export function workOfPlan(plan: Plan, tasks: readonly PlannedTask[] = plan.tasks): Work {
  return { label: plan.graph, plan: plan.id, validity: plan.validity, tasks, pruned: plan.pruned.length };
}

export interface ExecDeps {
  readonly catalog: Catalog;
  /** By label. */
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  /** Its size is how many tasks run at one time. */
  readonly slots: Slots;
  /** When something happens. */
  readonly clock: Clock['now'];
  /** How long something takes: not a difference of times, since the system's clock may be set while it runs. */
  readonly elapsed: Clock['elapsed'];
  readonly newId: TimeIds;
  readonly emit: Emit;
  /** What emits many events at once waits for this in between: for whoever has to keep them all. Nothing: there is room. */
  readonly room?: (() => Promise<void> | undefined) | undefined;
  readonly stateDir: string;
  readonly runfilesDir: string;
  /** Environment that the slots give to every process. */
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly host: string;
  /** How much there is of each resource that jobs name; of one that is left out there is nothing. */
  readonly resources: ReadonlyMap<string, number>;
  /** After a failure, goes on with all that does not depend on it. */
  readonly optimistic: boolean;
  /** Others may take over a task when this build has not renewed its lease for so long. */
  readonly leaseTtlMs: number;
  /** Marks of the processes of this build, by which others can see when it is gone. */
  readonly processes?: readonly ProcessMark[];
  /** Waits for other builds that are at a task of this one; otherwise it fails at once. */
  readonly wait: boolean;
  /** From 0 to 1, for the delays of retries. */
  readonly random: () => number;
  /** Values that are in no event and no manifest, whatever a job is told or says; keys are made of what is masked. */
  readonly secrets?: Secrets | undefined;
  /** W3C trace context of an attempt, from 1; left out: its process gets none. */
  readonly traceparentOf?: (buildId: string, taskId: string, attempt: number) => string;
  /** Aborted with the name of the signal as its reason: nothing new is started, what runs is waited for. */
  readonly cancel?: AbortSignal;
  /** Aborted when what runs is to be ended. */
  readonly stop?: AbortSignal;
  /** Aborted when what was asked to end is to be killed at once. */
  readonly kill?: AbortSignal;
}

export interface ExecSummary {
  readonly buildId: string;
  readonly built: number;
  readonly pruned: number;
  readonly durationMs: number;
}

/**
 * Runs the tasks, each after all that it depends on, as many at one time as there are slots and as the resources allow.
 *
 * A task's manifest is recorded after its process exits with 0, and its check too, and before anything that depends on
 * it starts. When a task fails nothing new is started, unless the build is optimistic; what runs is waited for, so that
 * its work is not lost. When the build is cancelled the same happens; where it is told to stop, what runs is ended and
 * not recorded.
 */
export async function execute(
  work: Work,
  deps: ExecDeps,
): Promise<Result<ExecSummary, (ExecFailure | DirectoryFailure)[]>> {
  const startTime = deps.clock();
  const started = deps.elapsed();
  const buildId = deps.newId();
  const files = buildFiles(deps.stateDir, buildId);
  const { current, failures } = await preflight(work.tasks, deps);
  if (failures.length > 0) return err(failures);
  const dirs = [
    [files.logDir, DIRECTORY_MODE],
    [files.metadataDir, SHARED_BY_GROUP_MODE],
    [files.outputsDir, DIRECTORY_MODE],
  ] as const;
  for (const [dir, mode] of work.tasks.length === 0 ? [] : dirs) {
    const prepared = await prepareDirectory(dir, 'build', mode);
    if (!prepared.ok) return err([prepared.error]);
  }
  const reasons: Partial<Record<string, number>> = {};
  for (const { reason } of work.tasks) reasons[reason.kind] = (reasons[reason.kind] ?? 0) + 1;
  deps.emit({
    type: 'build',
    event: 'started',
    time: startTime,
    buildId,
    label: work.label,
    ...(work.plan !== undefined && { plan: work.plan }),
    host: deps.host,
    tasks: work.tasks.length,
    pruned: work.pruned,
    reasons,
    logDir: files.logDir,
  });
  const run = new Run(work, current, { ...deps, buildId, files });
  const { counts, failures: failed } = await run.toEnd();
  const time = deps.clock();
  const durationMs = millisSince(deps, started);
  const cancelled = failed.some(({ reason }) => reason === 'cancelled');
  const outcome = cancelled ? 'cancelled' : failed.length > 0 ? 'failed' : 'succeeded';
  const { pruned } = work;
  deps.emit({ type: 'build', event: 'finished', time, outcome, ...counts, pruned, durationMs });
  if (failed.length > 0) return err(failed);
  return ok({ buildId, built: counts.built, pruned, durationMs });
}
