import { unreachable, type PartitionRef } from '../../base/model/index.js';
import {
  environmentBytes,
  resolveRunfile,
  splitForArgv,
  stringBytes,
  type Clock,
  type Launch,
  type LaunchOutcome,
  type Slots,
} from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { Attempt, AttemptTask, CheckProblem, TaskProblem } from '../index.js';
import type { LaunchContext } from './launch.js';

export interface AttemptContext extends LaunchContext {
  readonly slots: Slots;
  readonly elapsed: Clock['elapsed'];
  readonly secrets?: Secrets | undefined;
}

/** An attempt whose run has made outputs. */
export interface Ran {
  /** Its first task, by which its files are named. */
  readonly first: AttemptTask;
  readonly policy: Attempt['policy'];
  /** How it was run. */
  readonly launch: Launch;
  /** What `elapsed` returned at the start of the attempt. */
  readonly started: number;
}

/** A program of the job that is called with outputs after the run. */
export interface OutputProgram {
  /** Its runfiles path. */
  readonly path: string;
  readonly refs: readonly PartitionRef[];
  /** What differs from the launch of a check. */
  readonly more?: Partial<Launch>;
  /** The problem of the task if the program fails. */
  readonly failed: (problem: CheckProblem) => TaskProblem;
  /** Called after each call that exited with 0. */
  readonly then?: () => Promise<TaskProblem | undefined>;
}

/**
 * Runs a program with outputs as its arguments, in as many calls as the kernel's limit requires. It has the environment of
 * the run and writes into the same log. Its time counts towards the attempt's timeout.
 *
 * @returns nothing when every call exited with 0
 */
export async function runOnOutputs(
  { path, refs, more, failed, then }: OutputProgram,
  { policy, launch, started }: Ran,
  { slots, elapsed, runfilesDir, baseEnv }: AttemptContext,
): Promise<TaskProblem | 'not-started' | undefined> {
  const { timeoutMs } = policy;
  const program = resolveRunfile(runfilesDir, path);
  const fixedBytes = stringBytes(program) + environmentBytes({ ...baseEnv, ...launch.env });
  for (const args of splitForArgv(refs, fixedBytes)) {
    const left = timeoutMs - (elapsed() - started);
    if (timeoutMs > 0 && left <= 0) return { reason: 'timed-out', timeoutMs };
    const outcome = await slots.run({
      ...launch,
      ...more,
      program,
      args,
      append: true,
      ...(timeoutMs > 0 && { timeoutMs: left }),
    });
    if (outcome.kind === 'not-started') return 'not-started';
    const problem = problemOf(outcome, program, timeoutMs);
    if (problem?.reason === 'exit-non-zero' || problem?.reason === 'killed') return failed(problem);
    const found = problem ?? (await then?.());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Runs the check of the job. @returns nothing when it accepts all outputs */
export function runCheck(
  check: string,
  outputs: readonly PartitionRef[],
  ran: Ran,
  context: AttemptContext,
): Promise<TaskProblem | 'not-started' | undefined> {
  const failed = (problem: CheckProblem): TaskProblem => ({ reason: 'check-failed', check, problem });
  return runOnOutputs({ path: check, refs: outputs, failed }, ran, context);
}

/** How a process failed; nothing when it exited with 0. */
export function problemOf(
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
