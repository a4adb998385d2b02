import { rename, rm } from 'node:fs/promises';
import { readTail, signalSession, STDERR_TAIL_BYTES } from '../../base/runtime/index.js';
import { readPlanTasks } from '../../plan/plan/index.js';
import { describeRunFailure, readProcessFile, runFiles, startProgram, type RunFiles } from '../builds/index.js';
import { targetEnv, type GraphProgram } from '../programs/index.js';
import type { CheckedBody } from './body.js';
import { describeRequestFailure } from './failure.js';
import { MadeRefs } from './overlaps.js';
import { comparePlanFiles, type PlanChanges } from './plan_changes.js';
import { indexPlan } from './plan_index.js';
import { writePages } from './plan_pages.js';
import { decideApproval, POLICY, type ApprovalCase } from './policy.js';
import { inputOf, planCommand } from './program_args.js';
import { previewPlan, type Preview } from './preview.js';
import type { RequestProblem, RequestRow } from './request.js';
import { bodyOf, findRow, type Changes } from './request_store.js';
import type { Step } from './states.js';
import { move, type WorkContext } from './work_context.js';

/**
 * Makes the plan of a request, and decides whether somebody has to approve it. A plan that a killed replica has begun is made
 * again, in another run.
 *
 * @param signal ends the planning; the request stays as it is
 */
export async function planRequest(row: RequestRow, context: WorkContext, signal: AbortSignal): Promise<void> {
  const { programs, newId, owner, settings } = context;
  const { id } = row;
  const program = await programs.current(row.graph);
  const run = newId();
  const files = runFiles(settings.stateDir, run);
  const set = { plan_run: run, deployment: program?.deployment ?? row.deployment };
  const planning = await move({ id, step: 'plan', owner, set }, context);
  if (planning === undefined) return;
  if (row.state === 'planning' && row.plan_run !== null) await endPlanning(settings.stateDir, row.plan_run);
  const body = JSON.parse(await bodyOf(context.database, id)) as CheckedBody;
  const outcome =
    program === undefined
      ? refused(describeRequestFailure({ reason: 'graph-not-deployed', graph: row.graph }))
      : await runPlan({ row: planning, body, run, files, program }, context, signal);
  if (outcome === undefined) {
    await rm(files.directory, { recursive: true, force: true });
    return;
  }
  await move({ id, step: outcome.step, owner, where: { plan_run: run }, set: outcome.set }, context);
}

/** How planning ends: a step of the request. */
interface PlanOutcome {
  readonly step: Step;
  readonly set: Changes;
}

interface Planning {
  readonly row: RequestRow;
  readonly body: CheckedBody;
  readonly run: string;
  readonly files: RunFiles;
  readonly program: GraphProgram;
}

/** @returns nothing if the planning was ended */
async function runPlan(
  planning: Planning,
  context: WorkContext,
  signal: AbortSignal,
): Promise<PlanOutcome | undefined> {
  const { row, body, run, files, program } = planning;
  const { settings, clock } = context;
  const started = await startProgram({
    ...{ run, phase: 'plan', host: settings.host, startedAt: new Date(clock.now()).toISOString(), files },
    command: await planCommand(program, body, files, settings),
    env: targetEnv(program, settings),
    input: { text: inputOf(body) },
    stdoutFile: files.unfinishedPlan,
    stderrFile: files.planStderr,
    record: () => Promise.resolve(!signal.aborted),
  });
  if (!started.ok) return failed(describeRunFailure(started.error));
  if (started.value === undefined) return undefined;
  const { mark, ended } = started.value;
  const stop = (): void => {
    signalSession(mark, 'SIGTERM');
  };
  signal.addEventListener('abort', stop);
  const end = await ended;
  signal.removeEventListener('abort', stop);
  if (signal.aborted) return undefined;
  if (!('code' in end)) return failed({ reason: 'plan-killed', detail: `the planning was ended by ${end.signal}` });
  if (end.code !== 0) {
    const detail = (await readTail(files.planStderr, STDERR_TAIL_BYTES)).trimEnd();
    return end.code === 2 ? refused({ reason: 'plan-refused', detail }) : failed({ reason: 'plan-failed', detail });
  }
  const refs = new MadeRefs(context.database, row.id);
  const preview = await previewPlan(files.unfinishedPlan, (outputs) => {
    refs.add(outputs);
  });
  await refs.end();
  if (!preview.ok) return failed(describeRequestFailure(preview.error));
  await writePages(files.pages, preview.value.pages);
  if (row.size !== null) await indexPlan(files.unfinishedPlan, files.plan);
  await rename(files.unfinishedPlan, files.plan);
  return decide(planning, preview.value, context);
}

async function decide({ row, body, files }: Planning, preview: Preview, context: WorkContext): Promise<PlanOutcome> {
  const { settings, clock } = context;
  const changes = await changesOf(row, files, settings.stateDir);
  const about: ApprovalCase = {
    ...{ approve: body.approve, tasks: preview.summary.tasks, digest: preview.digest, drifts: row.drifts },
    ...(row.approved_digest !== null && { approvedDigest: row.approved_digest }),
    ...(row.approved_by !== null && { approvedBy: row.approved_by }),
    ...(row.parent !== null && { isWithinBackfill: await isWithin(row.parent, row.id, preview.ids, context) }),
  };
  const set: Changes = {
    plan_id: preview.id,
    plan_digest: preview.digest,
    plan_summary: JSON.stringify(preview.summary),
    changes: changes === undefined ? null : JSON.stringify(changes),
  };
  const decision = decideApproval(about, settings.automaticBelow);
  switch (decision.kind) {
    case 'nothing-to-do':
      return { step: 'find-nothing', set };
    case 'still-approved':
      return { step: 'queue', set: { ...set, previous_run: null } };
    case 'approved':
      return {
        step: 'queue',
        set: {
          ...{ ...set, previous_run: null },
          ...{ approved_by: POLICY, approved_at: clock.now(), approved_digest: preview.digest },
        },
      };
    case 'ask':
      return { step: 'ask', set };
  }
}

/** How the plan differs from the one that was out of date. */
async function changesOf(row: RequestRow, files: RunFiles, stateDir: string): Promise<PlanChanges | undefined> {
  if (row.previous_run === null) return undefined;
  const { causes = [] } = row.changes === null ? {} : (JSON.parse(row.changes) as Partial<PlanChanges>);
  return comparePlanFiles(runFiles(stateDir, row.previous_run).plan, files.plan, causes);
}

/** Whether a backfill has all tasks of one of its builds. */
async function isWithin(
  parent: string,
  child: string,
  ids: readonly string[],
  { database, settings }: WorkContext,
): Promise<boolean> {
  const row = await findRow(database, parent);
  if (row?.plan_run === undefined || row.plan_run === null) return false;
  const tasks = await readPlanTasks(runFiles(settings.stateDir, row.plan_run).plan, ids);
  if (tasks.ok || tasks.error.reason !== 'plan-unreadable') return tasks.ok;
  // Another replica has the plan of the backfill.
  const [chunk] = await database.all<{ tasks: number }>('SELECT tasks FROM backfill_chunks WHERE child = $1', [child]);
  return ids.length <= (chunk?.tasks ?? 0);
}

/** Ends what a replica that was killed has begun. */
async function endPlanning(stateDir: string, run: string): Promise<void> {
  const files = runFiles(stateDir, run);
  const found = await readProcessFile(files.process);
  if (found?.phase === 'plan') signalSession(found.process, 'SIGTERM');
  if (found?.phase !== 'exec') await rm(files.directory, { recursive: true, force: true });
}

function failed({ reason, detail }: RequestProblem): PlanOutcome {
  return { step: 'fail-plan', set: { problem: JSON.stringify({ reason, detail }) } };
}

function refused({ reason, detail }: RequestProblem): PlanOutcome {
  return { step: 'refuse-plan', set: { problem: JSON.stringify({ reason, detail }) } };
}
