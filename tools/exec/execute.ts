import { err, ok, type Result } from '../base/model/index.js';
import { millisSince, type DirectoryFailure } from '../base/runtime/index.js';
import type { ExecDeps } from './deps.js';
import type { BuildEvent } from './events.js';
import type { ExecutorNotice } from './executor.js';
import type { ExecFailure } from './failure.js';
import { preflight } from './preflight.js';
import { Run } from './run.js';
import type { Work } from './work.js';

export interface ExecSummary {
  readonly buildId: string;
  readonly built: number;
  /** Tasks that did not run, because their changed inputs had the same data as before. */
  readonly unchanged: number;
  readonly pruned: number;
  readonly durationMs: number;
}

/**
 * Runs the tasks, each after everything it depends on, as many at the same time as executor and resources allow.
 *
 * A task's manifest is recorded after its process and its check have exited with 0, and before anything that depends on
 * it starts. After a failure nothing new starts, unless the build is optimistic; running tasks finish, so that their work
 * is not lost. The same happens when the build is cancelled. When it is stopped, running tasks are ended and not recorded.
 */
export async function execute(
  work: Work,
  deps: ExecDeps,
): Promise<Result<ExecSummary, (ExecFailure | DirectoryFailure)[]>> {
  const startTime = deps.clock();
  const started = deps.elapsed();
  const buildId = deps.newId();
  const files = deps.executor.filesOf(buildId);
  const resources = new Map([...deps.executor.resources, ...deps.resources]);
  const { current, pools, failures } = await preflight(work.tasks, { ...deps, resources });
  if (failures.length > 0) return err(failures);
  if (work.tasks.length > 0) {
    const prepared = files.prepare();
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
  const run = new Run(work, current, { ...deps, resources, pools, buildId, files });
  deps.executor.watch?.((notice) => {
    deps.emit(eventOf(notice, deps));
  });
  const { counts, failures: failed } = await run.toEnd();
  deps.executor.watch?.(() => undefined);
  const time = deps.clock();
  const durationMs = millisSince(deps, started);
  const cancelled = failed.some(({ reason }) => reason === 'cancelled');
  const outcome = cancelled ? 'cancelled' : failed.length > 0 ? 'failed' : 'succeeded';
  const { pruned } = work;
  deps.emit({ type: 'build', event: 'finished', time, outcome, ...counts, pruned, durationMs });
  if (failed.length > 0) return err(failed);
  return ok({ buildId, built: counts.built, unchanged: counts.unchanged, pruned, durationMs });
}

/** The event that says what an executor has reported. */
function eventOf(notice: ExecutorNotice, { clock, secrets }: Pick<ExecDeps, 'clock' | 'secrets'>): BuildEvent {
  const { engine } = notice;
  const time = clock();
  switch (notice.kind) {
    case 'waiting': {
      const detail = secrets?.mask(notice.detail) ?? notice.detail;
      return { type: 'build', event: 'waiting-for-engine', time, engine, reason: notice.reason, detail };
    }
    case 'answered':
      return { type: 'build', event: 'engine-answered', time, engine, reason: notice.reason };
    case 'adopted':
      return { type: 'build', event: 'adopted', time, engine, tasks: notice.tasks };
  }
}
