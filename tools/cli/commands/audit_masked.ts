import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  auditCatalog,
  findCandidates,
  inReadingOrder,
  judgeRerun,
  sampleMasked,
  type Audited,
  type Candidate,
  type Current,
  type Rerun,
  type TaskFailed,
} from '../../exec/audit/index.js';
import { execute, type Emit } from '../../exec/index.js';
import type { JobGraph, Manifest, Plan } from '../../base/model/index.js';
import {
  describeAudit,
  describeAuditResult,
  describeCopied,
  describeCopyFailure,
  describeDirectoryFailure,
  describeExecFailure,
  describeSample,
  exitCodeOfExecFailure,
} from '../../report/index.js';
import { CLOCK, copyTree, errorMessage, prepareDirectory, startSlots, timeIds } from '../../base/runtime/index.js';
import type { GraphInvocation } from '../command.js';
import { secretsOf } from '../secrets.js';
import { directories, fail, programEnvironment } from '../session.js';
import { availableResources, type Workshop } from '../workshop.js';

/** Below the state directory: a folder for each audit. */
const AUDITS = 'audits';

/** Variables that say where programs lie, not data. */
const PROGRAM_VARIABLES = /^(PATH|(JAVA_)?RUNFILES_.*|DATABUILD_DATA_DIR)$/;

/**
 * Makes a sample of the masked partitions again, in a copy of the data directory, and compares what their jobs report.
 * Nothing of that gets into the catalog or into the data.
 *
 * @returns the exit code where something is not as it was or could not be done; nothing where all is well
 */
export async function auditMasked(
  size: number,
  { plan, graph }: { readonly plan: Plan; readonly graph: JobGraph },
  invocation: GraphInvocation,
  workshop: Workshop,
): Promise<number | undefined> {
  const { messages, options } = invocation;
  const say = (text: string): void => {
    if (!options.quiet) messages.line(text);
  };
  const { stateDir, dataDir } = directories(invocation);
  const sample = sampleMasked(plan, graph, size);
  say(describeSample(sample, dataDir));
  if (sample.targets.length === 0) return undefined;
  const env = Object.entries(programEnvironment(invocation)).filter(([name]) => !PROGRAM_VARIABLES.test(name));
  const { candidates, others, current } = await findCandidates(sample.targets, {
    catalog: workshop.catalog,
    dataDirs: [...new Set([dataDir, await realpath(dataDir)])],
    env: Object.fromEntries(env),
  });
  const scratch = join(stateDir, AUDITS, timeIds(Date.now)());
  const rerun = candidates.length === 0 ? [] : await runAgain(candidates, current, scratch, invocation, workshop);
  if (typeof rerun === 'number') {
    await removeScratch(scratch, invocation);
    return rerun;
  }
  const audited = [...rerun, ...others];
  const isWrong = audited.some(({ outcome }) => outcome === 'differs' || outcome === 'failed');
  for (const line of isWrong || !options.quiet ? describeAudit(audited) : []) messages.line(line);
  if (!isWrong) {
    await removeScratch(scratch, invocation);
    return undefined;
  }
  messages.line(describeAuditResult(audited, scratch));
  return 1;
}

/** @returns what became of the candidates, or the exit code after saying what went wrong */
async function runAgain(
  candidates: readonly Candidate[],
  current: Current,
  scratch: string,
  invocation: GraphInvocation,
  { jobs }: Workshop,
): Promise<Audited[] | number> {
  const { cancellation, context, messages, options, refuse, runfilesDir } = invocation;
  const { stateDir, dataDir } = directories(invocation);
  const prepared = await prepareDirectory(scratch, 'state');
  if (!prepared.ok) return refuse(describeDirectoryFailure(prepared.error));
  const scratchDir = join(scratch, 'data');
  const except = [await realpath(join(stateDir, AUDITS))];
  // Where the state lies in the data, it is none; where the data lies in the state, nothing leads back to that.
  if ((await realpath(stateDir)) !== (await realpath(dataDir))) except.push(await realpath(stateDir));
  const copied = await copyTree(dataDir, scratchDir, { except, signal: cancellation.signal });
  if (!copied.ok) {
    messages.line(describeCopyFailure(copied.error));
    return 1;
  }
  if (!options.quiet) messages.line(describeCopied(copied.value));

  const reported = new Map<string, Manifest['metadata']>();
  const failed = new Map<string, TaskFailed>();
  const emit: Emit = (event) => {
    if (event.type === 'task' && event.event === 'finished') reported.set(event.task.id, event.manifest.metadata);
  };
  const baseEnv = { ...programEnvironment(invocation), DATABUILD_DATA_DIR: scratchDir };
  const slots = await startSlots({
    size: options.jobs,
    cwd: scratchDir,
    env: baseEnv,
    graceMs: options.graceSeconds * 1000,
  });
  try {
    for (const tasks of inReadingOrder(candidates, current)) {
      const done = await execute(
        { label: invocation.descriptor.label, tasks, pruned: 0 },
        {
          catalog: auditCatalog(current),
          jobs,
          slots,
          clock: CLOCK.now,
          elapsed: CLOCK.elapsed,
          newId: timeIds(Date.now),
          emit,
          // What the catalog says that jobs reported is masked, too.
          secrets: secretsOf(invocation),
          stateDir: scratch,
          runfilesDir,
          baseEnv,
          host: context.host,
          resources: availableResources(options.resources),
          optimistic: true,
          leaseTtlMs: options.leaseTtlSeconds * 1000,
          wait: false,
          random: Math.random,
          cancel: cancellation.signal,
          stop: cancellation.stop,
          kill: cancellation.kill,
        },
      );
      if (done.ok) continue;
      const rest = done.error.filter((failure) => failure.reason !== 'task-failed');
      if (rest.length > 0) {
        return fail(
          invocation,
          rest,
          (failure) =>
            failure.reason === 'directory-unusable' ? describeDirectoryFailure(failure) : describeExecFailure(failure),
          (failure) => (failure.reason === 'directory-unusable' ? 2 : exitCodeOfExecFailure(failure)),
        );
      }
      for (const failure of done.error) if (failure.reason === 'task-failed') failed.set(failure.task.id, failure);
    }
  } finally {
    await slots.close();
  }
  const rerun: Rerun = { reported, failed };
  return judgeRerun(candidates, rerun, { dataDir, scratchDir });
}

async function removeScratch(scratch: string, { messages }: GraphInvocation): Promise<void> {
  try {
    await rm(scratch, { recursive: true, force: true });
  } catch (error) {
    messages.line(`cannot remove ${scratch}, which the audit made: ${errorMessage(error)}`);
  }
}
