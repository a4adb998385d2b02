import { ok } from '../../base/model/index.js';
import { millisSince } from '../../base/runtime/index.js';
import type { Attempt, AttemptEnd, AttemptTask, TaskProblem } from '../index.js';
import { runOutputPrograms, splitReport } from './digests.js';
import { needsFile, prepareLaunch } from './launch.js';
import { readMetadata } from './metadata.js';
import { problemOf, type AttemptContext } from './output_programs.js';

/** Runs the process of one task, then the check and the digest program of its job. Uses one slot at a time. */
export async function runAttempt(
  tried: AttemptTask,
  { buildId, policy }: Omit<Attempt, 'tasks'>,
  context: AttemptContext,
): Promise<readonly AttemptEnd[]> {
  const started = context.elapsed();
  const failed = (problem: TaskProblem): AttemptEnd[] => [
    { kind: 'failed', problem, durationMs: millisSince(context, started) },
  ];
  const { task } = tried;
  const { outputs } = task.config;
  const json = JSON.stringify(outputs);
  // Wait for nothing else here, so that a process starts in the turn in which its slot becomes free.
  const file = needsFile(json) ? await context.files.writeOutputs(task.id, json) : NO_FILE;
  if (!file.ok) return failed(file.error);
  const prepared = prepareLaunch(buildId, tried, { json, file: file.value }, context);
  if (!prepared.ok) return failed(prepared.error);
  const { timeoutMs, check, digest } = policy;
  const launch = timeoutMs > 0 ? { ...prepared.value, timeoutMs } : prepared.value;
  const isWorker = policy.worker === task.config.executable;
  const outcome = await context.slots.run(isWorker ? { ...launch, worker: true } : launch);
  if (outcome.kind === 'not-started') return [outcome];
  const problem = problemOf(outcome, launch.program, timeoutMs);
  if (problem !== undefined) return failed(problem);
  const wroteMetadata = outcome.kind === 'exited' && outcome.wroteMetadata;
  const metadata = wroteMetadata ? await readMetadata(launch.metadataFile, context.secrets) : NO_METADATA;
  if (!metadata.ok) return failed(metadata.error);
  const report = splitReport(metadata.value, outputs, launch.metadataFile);
  if (!report.ok) return failed(report.error);
  // Await only programs that there are, so that the slot of a task without them becomes free in the turn in which it ended.
  const ran = { first: tried, policy, launch, started };
  const reported = report.value.digests;
  const hasPrograms = check !== undefined || digest !== undefined;
  const digests = hasPrograms ? await runOutputPrograms(outputs, reported, ran, context) : ok(reported);
  if (digests === 'not-started') return [{ kind: 'not-started' }];
  if (!digests.ok) return failed(digests.error);
  const durationMs = millisSince(context, started);
  const hasDigests = Object.keys(digests.value).length > 0;
  return [
    {
      kind: 'succeeded',
      metadata: report.value.metadata,
      ...(hasDigests && { digests: digests.value }),
      durationMs,
    },
  ];
}

const NO_METADATA = ok({});
const NO_FILE = ok(undefined);
