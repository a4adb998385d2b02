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
  /** Its size is the maximum number of tasks that run at a time. */
  readonly slots: Slots;
  /** When something happens. */
  readonly clock: Clock['now'];
  /** How long something takes: not a difference of times, since the system's clock may be set while it runs. */
  readonly elapsed: Clock['elapsed'];
  readonly newId: TimeIds;
  readonly emit: Emit;
  /** Awaited between many events, so that their buffers do not overflow. Nothing: there is room. */
  readonly room?: (() => Promise<void> | undefined) | undefined;
  readonly stateDir: string;
  readonly runfilesDir: string;
  /** Environment that the slots give to every process. */
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly host: string;
  /** Capacity of each resource that jobs name; a resource that is left out has none. */
  readonly resources: ReadonlyMap<string, number>;
  /** After a failure, continues with the tasks that do not depend on it. */
  readonly optimistic: boolean;
  /** Other builds may take over a task if this build has not renewed its lease for this long. */
  readonly leaseTtlMs: number;
  /** Marks of the processes of this build, by which other builds see whether it still runs. */
  readonly processes?: readonly ProcessMark[];
  /** Waits for other builds that hold a task of this one; otherwise it fails at once. */
  readonly wait: boolean;
  /** From 0 to 1, for the delays of retries. */
  readonly random: () => number;
  /** Values that never appear in events or manifests, whatever a job gets or prints; keys are computed before masking. */
  readonly secrets?: Secrets | undefined;
  /** W3C trace context of an attempt, from 1; left out: its process gets none. */
  readonly traceparentOf?: (buildId: string, taskId: string, attempt: number) => string;
  /** Aborted with the name of the signal as its reason: nothing new is started, and running tasks finish. */
  readonly cancel?: AbortSignal;
  /** Aborted to end running tasks. */
  readonly stop?: AbortSignal;
  /** Aborted to kill running tasks at once. */
  readonly kill?: AbortSignal;
}

export interface ExecSummary {
  readonly buildId: string;
  readonly built: number;
  readonly pruned: number;
  readonly durationMs: number;
}

/**
 * Runs the tasks, each after all that it depends on, as many at a time as the slots and the resources allow.
 *
 * A task's manifest is recorded after its process exits with 0, and its check too, and before anything that depends on
 * it starts. After a failure nothing new is started, unless the build is optimistic; running tasks finish, so that their
 * work is not lost. The same happens when the build is cancelled; when it is stopped, running tasks are ended and not
 * recorded.
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
