import { link, mkdir } from 'node:fs/promises';
import { DIRECTORY_MODE, errorCode, processState } from '../../base/runtime/index.js';
import type { ProcessMark } from '../../base/model/index.js';
import {
  cancelRun,
  describeRunFailure,
  endOfRun,
  filesIn,
  findRun,
  readProcessFile,
  readRunEvents,
  recordBuild,
  recordEnd,
  recordProcess,
  runFiles,
  startProgram,
  untilGone,
  type ProcessEnd,
  type Run,
  type RunEnd,
} from '../builds/index.js';
import { targetEnv } from '../programs/index.js';
import { problemText, stepAfter, type RequestStep } from './after_run.js';
import type { CheckedBody } from './body.js';
import { describeRequestFailure } from './failure.js';
import { execCommand } from './program_args.js';
import type { RequestProblem, RequestRow } from './request.js';
import { bodyOf, findRow } from './request_store.js';
import { moveIn, say, type WorkContext } from './work_context.js';

/** Starts the process of a request that has just begun, and follows it to its end. */
export async function runRequest(row: RequestRow, context: WorkContext, signal: AbortSignal): Promise<void> {
  const { database, settings, owner, programs, clock } = context;
  const run = await runOf(row, context);
  if (run === undefined) return;
  const program = await programs.byDeployment(row.graph, run.deployment);
  if (program === undefined) {
    await failToStart(row, run, describeRequestFailure({ reason: 'graph-not-deployed', graph: row.graph }), context);
    return;
  }
  const files = filesIn(run.directory);
  const body = JSON.parse(await bodyOf(database, row.id)) as CheckedBody;
  await sharePlan(row, run, settings.stateDir);
  const started = await startProgram({
    ...{ run: run.id, phase: 'exec', host: settings.host, startedAt: new Date(clock.now()).toISOString(), files },
    command: execCommand(program, body, files, settings),
    env: targetEnv(program, settings),
    input: { file: files.plan },
    stderrFile: files.stderr,
    record: (mark) =>
      database.transaction(async (sql) => {
        const isOwn = await sql.run(
          `UPDATE requests SET interruptions = interruptions WHERE id = $1 AND owner = $2 AND state = 'running' AND run_id = $3`,
          [row.id, owner, run.id],
        );
        if (isOwn === 1) await recordProcess(sql, run.id, mark);
        return isOwn === 1;
      }),
  });
  if (!started.ok) {
    await failToStart(row, run, describeRunFailure(started.error), context);
    return;
  }
  if (started.value === undefined) return;
  const end = await Promise.race([started.value.ended, aborted(signal)]);
  if (end !== 'aborted') await endRequest(row, run, end, context);
}

/** Follows the process of a request that another process of the service has started, if it still runs. */
export async function adoptRequest(row: RequestRow, context: WorkContext, signal: AbortSignal): Promise<void> {
  const run = await runOf(row, context);
  if (run === undefined) return;
  const mark = await markOf(run, context.settings.host);
  if (mark !== undefined) await untilGone(mark, context.settings.pollMs, signal);
  if (!signal.aborted) await endRequest(row, run, undefined, context);
}

/** Sends the signals that were asked for to the process of a request, and notes its build as soon as that is known. */
export async function tendRun(row: RequestRow, context: WorkContext): Promise<void> {
  const { database, clock, emit } = context;
  if (row.run_id === null) return;
  const run = await findRun(database, row.run_id);
  if (run?.state !== 'running') return;
  if (row.cancel_signals > 0) await cancelRun(run, row.cancel_signals, { database });
  if (run.build !== undefined) return;
  const { build } = await readRunEvents(filesIn(run.directory).events);
  if (build === undefined) return;
  await recordBuild(database, run.id, build);
  emit({ type: 'build', at: clock.now(), graph: run.graph, build, state: run.state });
}

/** The current run of a request, as long as that is running. */
async function runOf({ id }: RequestRow, { database, owner }: WorkContext): Promise<Run | undefined> {
  const row = await findRow(database, id);
  if (row?.state !== 'running' || row.owner !== owner || row.run_id === null) return undefined;
  return findRun(database, row.run_id);
}

/** The process of a run, as far as this machine can see it. */
async function markOf({ process: known, host, directory }: Run, here: string): Promise<ProcessMark | undefined> {
  if (host !== here) return undefined;
  const mark = known ?? (await readProcessFile(filesIn(directory).process))?.process;
  return mark !== undefined && processState(mark) === 'lives' ? mark : undefined;
}

/** A run that repeats another one has the same plan. */
async function sharePlan({ plan_run: planRun }: RequestRow, run: Run, stateDir: string): Promise<void> {
  if (planRun === null || planRun === run.id) return;
  await mkdir(run.directory, { recursive: true, mode: DIRECTORY_MODE });
  await link(runFiles(stateDir, planRun).plan, filesIn(run.directory).plan).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

async function endRequest(row: RequestRow, run: Run, end: ProcessEnd, context: WorkContext): Promise<void> {
  const ended = await endOfRun(run.directory, end);
  await finish(row, run, ended, (current) => stepAfter(current, ended), context);
}

async function failToStart(row: RequestRow, run: Run, problem: RequestProblem, context: WorkContext): Promise<void> {
  const ended: RunEnd = { outcome: 'refused', end: undefined, stderrTail: problem.detail };
  await finish(row, run, ended, () => ({ step: 'refuse', set: { problem: problemText(problem) } }), context);
}

/** Writes down the end of a run and what follows from it, together. */
async function finish(
  { id }: RequestRow,
  run: Run,
  ended: RunEnd,
  decide: (row: RequestRow) => RequestStep,
  context: WorkContext,
): Promise<void> {
  const { database, owner, clock, emit } = context;
  const moved = await database.transaction(async (sql) => {
    const current = await findRow(sql, id);
    if (current === undefined) return undefined;
    const { step, set } = decide(current);
    const row = await moveIn(sql, { id, step, owner, where: { run_id: run.id }, set }, context);
    if (row !== undefined) await recordEnd(sql, run.id, clock.now(), ended);
    return row;
  });
  if (moved === undefined) return;
  say(moved, context);
  emit({ type: 'build', at: clock.now(), graph: run.graph, build: ended.build ?? run.id, state: ended.outcome });
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  const { promise, resolve } = Promise.withResolvers<'aborted'>();
  if (signal.aborted) resolve('aborted');
  signal.addEventListener('abort', () => {
    resolve('aborted');
  });
  return promise;
}
