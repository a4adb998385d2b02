import { err, ok, type Manifest, type PartitionRef, type Result } from '../../base/model/index.js';
import { millisSince } from '../../base/runtime/index.js';
import type { Attempt, AttemptEnd, AttemptTask, TaskProblem } from '../index.js';
import { batchLines } from './batch_file.js';
import { readResults, type Reported } from './batch_results.js';
import { runOutputPrograms, splitReport, type Digests } from './digests.js';
import { prepareBatchLaunch } from './launch.js';
import { problemOf, type AttemptContext, type Ran } from './output_programs.js';
import { shareDuration } from './share_duration.js';

/** How a task of a batch ended, apart from how long it took. */
type End = AttemptEnd extends infer E ? (E extends AttemptEnd ? Omit<E, 'durationMs'> : never) : never;

/** What is known about a task that went well. */
interface Report {
  readonly metadata: Manifest['metadata'];
  /** Those that the program reported. */
  readonly digests: Digests;
}

/**
 * Runs the process of a batch, then the check and the digest program of its job with the outputs of all tasks that went
 * well. Uses one slot at a time. A task went well if the program reported so, or if it reported nothing about it and exited
 * with 0.
 */
export async function runBatch(
  { buildId, tasks, policy }: Attempt,
  context: AttemptContext,
): Promise<readonly AttemptEnd[]> {
  const started = context.elapsed();
  const [first] = tasks;
  if (first === undefined) throw new Error('a batch without a task');
  /** Several tasks that fail together may do so because of one of them. */
  const together = (problem: TaskProblem): End =>
    tasks.length === 1 ? { kind: 'failed', problem } : { kind: 'failed', problem, shared: true };
  let results: ReadonlyMap<string, Reported> = new Map();
  const ended = (endOf: (tried: AttemptTask) => End): AttemptEnd[] => {
    const times = tasks.map(({ task }) => results.get(task.id)?.durationMs);
    const shares = shareDuration(millisSince(context, started), times);
    return tasks.map((tried, at) => {
      const end = endOf(tried);
      return end.kind === 'not-started' ? end : { ...end, durationMs: shares[at] ?? 0 };
    });
  };

  const batchFile = await context.files.writeBatch(first.task.id, first.number, batchLines(tasks));
  if (!batchFile.ok) return ended(() => together(batchFile.error));
  const prepared = prepareBatchLaunch(buildId, first, batchFile.value, context);
  const { timeoutMs } = policy;
  const launch = timeoutMs > 0 ? { ...prepared, timeoutMs } : prepared;
  const isWorker = policy.worker === first.task.config.executable;
  const outcome = await context.slots.run(isWorker ? { ...launch, worker: true } : launch);
  if (outcome.kind === 'not-started') return ended(() => NOT_STARTED);
  const problem = problemOf(outcome, launch.program, timeoutMs);
  const read = await readResults(launch.metadataFile, {
    ids: new Set(tasks.map(({ task }) => task.id)),
    complete: problem === undefined,
    secrets: context.secrets,
  });
  if (!read.ok) return ended(() => together(read.error));
  results = read.value;

  const judge = ({ task }: AttemptTask): Result<Report, End> => {
    const result = results.get(task.id);
    if (result === undefined) return problem === undefined ? ok(NO_REPORT) : err(together(problem));
    if (result.outcome === 'failed') {
      return err({ kind: 'failed', problem: { reason: 'reported-failed', message: result.message } });
    }
    const report = splitReport(result.metadata, task.config.outputs, launch.metadataFile);
    return report.ok ? report : err({ kind: 'failed', problem: report.error });
  };
  const judged = new Map(tasks.map((tried) => [tried, judge(tried)]));
  const digests = await runForGood(judged, { first, policy, launch, started }, context);
  return ended((tried) => {
    const judgement = judged.get(tried);
    if (judgement?.ok !== true) return judgement?.error ?? NOT_STARTED;
    if (digests === 'not-started') return NOT_STARTED;
    if (!digests.ok) return together(digests.error);
    const { metadata } = judgement.value;
    const own = digestsOf(tried.task.config.outputs, digests.value);
    const reported = results.has(tried.task.id);
    return { kind: 'succeeded', metadata, ...(own !== undefined && { digests: own }), reported };
  });
}

/** Those of all digests that are of these outputs; nothing if there are none. */
function digestsOf(outputs: readonly PartitionRef[], all: Digests): Digests | undefined {
  const own = outputs.flatMap((ref): [string, string][] => {
    const digest = Object.hasOwn(all, ref) ? all[ref] : undefined;
    return digest === undefined ? [] : [[ref, digest]];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

const NO_REPORT: Report = { metadata: {}, digests: {} };
const NOT_STARTED: End = { kind: 'not-started' };

/**
 * Runs the check and the digest program once, for all tasks that went well.
 *
 * @returns the digests of all their outputs, or why all of these tasks fail
 */
async function runForGood(
  judged: ReadonlyMap<AttemptTask, Result<Report, End>>,
  ran: Ran,
  context: AttemptContext,
): Promise<Result<Digests, TaskProblem> | 'not-started'> {
  const outputs: PartitionRef[] = [];
  const reported: Digests = {};
  for (const [{ task }, judgement] of judged) {
    if (!judgement.ok) continue;
    for (const ref of task.config.outputs) outputs.push(ref);
    Object.assign(reported, judgement.value.digests);
  }
  return outputs.length === 0 ? ok(reported) : runOutputPrograms(outputs, reported, ran, context);
}
