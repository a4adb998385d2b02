import { ok, unreachable, type Manifest } from '../base/model/index.js';
import {
  environmentBytes,
  resolveRunfile,
  splitForArgv,
  stringBytes,
  type Clock,
  type Launch,
  type LaunchOutcome,
  type Slots,
} from '../base/runtime/index.js';
import type { Secrets } from '../base/secrets/index.js';
import type { TaskProblem } from './failure.js';
import { prepareLaunch, type Attempt, type LaunchContext } from './launch.js';
import { readMetadata } from './metadata.js';
import type { JobPolicy } from './policy.js';

/** How an attempt at a task ended. `ended`: what `elapsed` was then. */
export type AttemptEnding =
  | { readonly kind: 'done'; readonly metadata: Manifest['metadata']; readonly ended: number }
  | { readonly kind: 'problem'; readonly problem: TaskProblem }
  /** The slots were told to stop before its process was started. */
  | { readonly kind: 'not-started' };

export interface AttemptContext extends LaunchContext {
  readonly slots: Slots;
  readonly elapsed: Clock['elapsed'];
  readonly secrets?: Secrets | undefined;
}

/**
 * Runs the process of a task, then the check of its job. Takes one slot at a time.
 *
 * @param onDone called before anything else is done about an attempt that went well: its slot is free
 */
export async function runAttempt(
  attempt: Attempt,
  policy: JobPolicy,
  context: AttemptContext,
  onDone: () => void,
): Promise<AttemptEnding> {
  const prepared = await prepareLaunch(attempt, context);
  if (!prepared.ok) return { kind: 'problem', problem: prepared.error };
  const { timeoutMs } = policy;
  const launch = timeoutMs > 0 ? { ...prepared.value, timeoutMs } : prepared.value;
  const started = timeoutMs > 0 || policy.check !== undefined ? context.elapsed() : 0;
  const outcome = await context.slots.run(launch);
  if (outcome.kind === 'not-started') return outcome;
  const problem = problemOf(outcome, launch.program, timeoutMs);
  if (problem !== undefined) return { kind: 'problem', problem };
  const wroteMetadata = outcome.kind === 'exited' && outcome.wroteMetadata;
  const metadata = wroteMetadata ? await readMetadata(launch.metadataFile, context.secrets) : NO_METADATA;
  if (!metadata.ok) return { kind: 'problem', problem: metadata.error };
  if (policy.check !== undefined) {
    const ending = await runCheck(attempt, policy.check, launch, { ...context, timeoutMs, started });
    if (ending !== undefined) return ending;
  }
  const ended = context.elapsed();
  onDone();
  return { kind: 'done', metadata: metadata.value, ended };
}

const NO_METADATA = ok({});

/**
 * Asks the job's check about the outputs: as its arguments, in as many calls as the kernel's limit makes necessary. It
 * has the environment of the task, and what it prints goes behind that in the log. Its time is part of the attempt's.
 *
 * @returns nothing when it takes all of them
 */
async function runCheck(
  { task }: Attempt,
  check: string,
  launch: Launch,
  context: AttemptContext & { readonly timeoutMs: number; readonly started: number },
): Promise<AttemptEnding | undefined> {
  const { slots, elapsed, runfilesDir, baseEnv, timeoutMs, started } = context;
  const program = resolveRunfile(runfilesDir, check);
  const fixedBytes = stringBytes(program) + environmentBytes({ ...baseEnv, ...launch.env });
  for (const args of splitForArgv(task.config.outputs, fixedBytes)) {
    const left = timeoutMs - (elapsed() - started);
    if (timeoutMs > 0 && left <= 0) return { kind: 'problem', problem: { reason: 'timed-out', timeoutMs } };
    const outcome = await slots.run({
      ...launch,
      program,
      args,
      append: true,
      ...(timeoutMs > 0 && { timeoutMs: left }),
    });
    if (outcome.kind === 'not-started') return outcome;
    const problem = problemOf(outcome, program, timeoutMs);
    if (problem === undefined) continue;
    const itself = problem.reason === 'exit-non-zero' || problem.reason === 'killed';
    return { kind: 'problem', problem: itself ? { reason: 'check-failed', check, problem } : problem };
  }
  return undefined;
}

/** What is wrong with how a process ended; nothing when it exited with 0. */
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
    case 'start-failed':
      return { reason: 'start-failed', program, code: outcome.code };
    default:
      return unreachable(outcome);
  }
}
