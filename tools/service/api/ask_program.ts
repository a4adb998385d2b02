import { err, ok, type Result } from '../../base/model/index.js';
import {
  placeArgs,
  runTarget,
  type GraphProgram,
  type Problem,
  type ProgramOutcome,
  type WorkPlace,
} from '../programs/index.js';

/** Programs that calls run at the same time. More would slow down builds. */
const AT_ONCE = 4;

/** Calls that wait for that. */
const MAX_WAITING = 32;

const TIMEOUT_MS = 60_000;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs a target of a graph that only reads, and returns the JSON that it prints.
 *
 * @param phase such as `explain`
 */
export async function askProgram(
  program: GraphProgram,
  phase: string,
  args: readonly string[],
  place: WorkPlace,
  signal: AbortSignal,
): Promise<Result<unknown, Problem>> {
  if (running >= AT_ONCE && waiting.length >= MAX_WAITING) return err(BUSY);
  if (running >= AT_ONCE) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    waiting.push(() => {
      resolve(undefined);
    });
    await promise;
  }
  running++;
  try {
    const options = { timeoutMs: TIMEOUT_MS, signal };
    const outcome = await runTarget(program, phase, [...placeArgs(place), ...args], place, options);
    return answerOf(outcome, `${program.graph}.${phase}`);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

const BUSY: Problem = {
  status: 503,
  reason: 'too-many-programs',
  title: 'Busy',
  detail: 'too many calls wait for programs of graphs; try again',
  retryAfter: 5,
};

function answerOf(outcome: ProgramOutcome, target: string): Result<unknown, Problem> {
  switch (outcome.kind) {
    case 'exited':
      if (outcome.code === 0) return ok(JSON.parse(outcome.stdout.toString()));
      return err(
        outcome.code === 2
          ? { status: 422, reason: 'refused-by-graph', title: 'Refused by the graph', detail: saidBy(target, outcome) }
          : failed(saidBy(target, outcome)),
      );
    case 'timed-out':
      return err({
        status: 504,
        reason: 'program-timed-out',
        title: 'Timed out',
        detail: `${target} took longer than ${String(outcome.timeoutMs / 1000)} s and was ended`,
      });
    case 'aborted':
      return err({ status: 504, reason: 'timed-out', title: 'Timed out', detail: `${target} was ended` });
    case 'output-too-large':
      return err(failed(`${target} printed too much and was ended`));
    case 'killed':
      return err(failed(`${target} was killed by ${outcome.signal}`));
    case 'worker-failed':
    case 'not-started':
      return err(failed(`${target} could not be started`));
  }
}

function failed(detail: string): Problem {
  return { status: 502, reason: 'program-failed', title: 'A program of the graph failed', detail };
}

function saidBy(target: string, { stderrTail }: { readonly stderrTail: string }): string {
  return `${target}: ${stderrTail.trim()}`;
}
