import { ok, unreachable } from '../../base/model/index.js';
import {
  environmentBytes,
  millisSince,
  resolveRunfile,
  splitForArgv,
  stringBytes,
  type Clock,
  type Launch,
  type LaunchOutcome,
  type Slots,
} from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { Attempt, AttemptEnd, TaskProblem } from '../index.js';
import { needsFile, prepareLaunch, type LaunchContext } from './launch.js';
import { readMetadata } from './metadata.js';

export interface AttemptContext extends LaunchContext {
  readonly slots: Slots;
  readonly elapsed: Clock['elapsed'];
  readonly secrets?: Secrets | undefined;
}

/** Runs the process of a task, then the check of its job. Uses one slot at a time. */
export async function runAttempt(attempt: Attempt, context: AttemptContext): Promise<AttemptEnd> {
  const started = context.elapsed();
  const failed = (problem: TaskProblem): AttemptEnd => ({
    kind: 'failed',
    problem,
    durationMs: millisSince(context, started),
  });
  const { task } = attempt;
  const json = JSON.stringify(task.config.outputs);
  // Wait for nothing else here, so that a process starts in the turn in which its slot becomes free.
  const file = needsFile(json) ? await context.files.writeOutputs(task.id, json) : NO_FILE;
  if (!file.ok) return failed(file.error);
  const prepared = prepareLaunch(attempt, { json, file: file.value }, context);
  if (!prepared.ok) return failed(prepared.error);
  const { timeoutMs, check } = attempt.policy;
  const launch = timeoutMs > 0 ? { ...prepared.value, timeoutMs } : prepared.value;
  const isWorker = attempt.policy.worker === task.config.executable;
  const outcome = await context.slots.run(isWorker ? { ...launch, worker: true } : launch);
  if (outcome.kind === 'not-started') return outcome;
  const problem = problemOf(outcome, launch.program, timeoutMs);
  if (problem !== undefined) return failed(problem);
  const wroteMetadata = outcome.kind === 'exited' && outcome.wroteMetadata;
  const metadata = wroteMetadata ? await readMetadata(launch.metadataFile, context.secrets) : NO_METADATA;
  if (!metadata.ok) return failed(metadata.error);
  if (check !== undefined) {
    const rejected = await runCheck(attempt, check, launch, started, context);
    if (rejected === 'not-started') return { kind: 'not-started' };
    if (rejected !== undefined) return failed(rejected);
  }
  return { kind: 'succeeded', metadata: metadata.value, durationMs: millisSince(context, started) };
}

const NO_METADATA = ok({});
const NO_FILE = ok(undefined);

/**
 * Runs the job's check with the outputs as its arguments, in as many calls as the kernel's limit requires. It has the
 * environment of the task and writes into the same log. Its time counts towards the attempt's timeout.
 *
 * @param started what `elapsed` returned at the start of the attempt
 * @returns nothing when it accepts all of them
 */
async function runCheck(
  { task, policy: { timeoutMs } }: Attempt,
  check: string,
  launch: Launch,
  started: number,
  { slots, elapsed, runfilesDir, baseEnv }: AttemptContext,
): Promise<TaskProblem | 'not-started' | undefined> {
  const program = resolveRunfile(runfilesDir, check);
  const fixedBytes = stringBytes(program) + environmentBytes({ ...baseEnv, ...launch.env });
  for (const args of splitForArgv(task.config.outputs, fixedBytes)) {
    const left = timeoutMs - (elapsed() - started);
    if (timeoutMs > 0 && left <= 0) return { reason: 'timed-out', timeoutMs };
    const outcome = await slots.run({
      ...launch,
      program,
      args,
      append: true,
      ...(timeoutMs > 0 && { timeoutMs: left }),
    });
    if (outcome.kind === 'not-started') return 'not-started';
    const problem = problemOf(outcome, program, timeoutMs);
    if (problem === undefined) continue;
    const itself = problem.reason === 'exit-non-zero' || problem.reason === 'killed';
    return itself ? { reason: 'check-failed', check, problem } : problem;
  }
  return undefined;
}

/** How a process failed; nothing when it exited with 0. */
function problemOf(
  outcome: Exclude<LaunchOutcome, { readonly kind: 'not-started' }>,
  program: string,
  timeoutMs: number,
): TaskProblem | undefined {
  switch (outcome.kind) {
    case 'exited':
      return outcome.code === 0 ? undefined : { reason: 'exit-non-zero', code: outcome.code };
    case 'killed':
      return { reason: 'killed', signal: outcome.signal };
    case 'timed-out':
      return { reason: 'timed-out', timeoutMs };
    case 'directory-unusable':
      return outcome.directory;
    case 'log-not-opened':
    case 'log-not-written':
      return { reason: outcome.kind, detail: outcome.detail };
    case 'worker-failed':
      return { reason: outcome.kind, program, problem: outcome.problem, printed: outcome.printed };
    case 'start-failed':
      return { reason: 'start-failed', program, code: outcome.code };
    default:
      return unreachable(outcome);
  }
}
