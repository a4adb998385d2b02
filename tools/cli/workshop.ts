import type { Catalog } from '../catalog/index.js';
import { execute, policyOf, type Emit, type JobPolicy, type Work } from '../exec/index.js';
import { describeDirectoryFailure, describeExecFailure, execProgress, exitCodeOfExecFailure } from '../report/index.js';
import { prepareDirectory, startSlots, timeIds } from '../runtime/index.js';
import type { Invocation } from './command.js';
import { jobDefinitionsOf } from './definition.js';
import { directories, fail, openCatalog, programEnvironment } from './session.js';

/** What a command that runs tasks works with. */
export interface Workshop {
  readonly catalog: Catalog;
  /** Every job of the graph, or the one job, by label. */
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  /** Runs tasks, prints manifests and says what failed. @returns the exit code */
  readonly runWork: (work: Work) => Promise<number>;
}

/**
 * Prepares directories, slots and catalog, in this order: slots are cheap to start only while the process is small.
 *
 * @returns the exit code
 */
export async function withWorkshop(
  invocation: Invocation,
  work: (workshop: Workshop) => Promise<number>,
): Promise<number> {
  const { stateDir, dataDir } = directories(invocation);
  for (const [path, purpose] of [
    [stateDir, 'state'],
    [dataDir, 'data'],
  ] as const) {
    const prepared = await prepareDirectory(path, purpose);
    if (!prepared.ok) return invocation.refuse(describeDirectoryFailure(prepared.error));
  }
  const { options, context, runfilesDir, cancellation } = invocation;
  const baseEnv = programEnvironment(invocation);
  const slots = startSlots({ size: options.jobs, cwd: dataDir, env: baseEnv, graceMs: options.graceSeconds * 1000 });
  try {
    const catalog = await openCatalog(invocation);
    if (catalog === undefined) return 2;
    try {
      const jobs = await jobPolicies(invocation);
      if (jobs === undefined) return 2;
      const runWork = async (tasks: Work): Promise<number> => {
        const done = await execute(tasks, {
          catalog,
          jobs,
          slots,
          clock: Date.now,
          newId: timeIds(Date.now),
          emit: emitter(invocation, dataDir),
          stateDir,
          runfilesDir,
          baseEnv,
          host: context.host,
          cancel: cancellation.signal,
          force: cancellation.force,
        });
        if (done.ok) return 0;
        return fail(
          invocation,
          done.error,
          (failure) =>
            failure.reason === 'directory-unusable' ? describeDirectoryFailure(failure) : describeExecFailure(failure),
          (failure) => (failure.reason === 'directory-unusable' ? 2 : exitCodeOfExecFailure(failure)),
        );
      };
      return await work({ catalog, jobs, runWork });
    } finally {
      await catalog.close();
    }
  } finally {
    await slots.close();
  }
}

/** @returns nothing, after saying what is wrong */
async function jobPolicies(invocation: Invocation): Promise<Map<string, JobPolicy> | undefined> {
  const { descriptor } = invocation;
  const jobs = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const definitions = await jobDefinitionsOf(invocation, jobs);
  if (definitions === undefined) return undefined;
  return new Map(jobs.map((job) => [job.label, policyOf(job, definitions[job.label]?.run ?? '')]));
}

/** Progress goes to people, manifests to whoever reads the output. */
function emitter(invocation: Invocation, dataDir: string): Emit {
  const { messages, context, options, out } = invocation;
  const noColor = context.env['NO_COLOR'];
  const progress = execProgress({
    line: (text) => {
      messages.line(text);
    },
    raw: (text) => {
      messages.raw(text);
    },
    tty: context.stderrIsTty,
    color: context.stderrIsTty && (noColor === undefined || noColor === ''),
    quiet: options.quiet,
    dataDir,
    now: Date.now,
  });
  return (event) => {
    progress(event);
    if (event.type === 'task' && event.event === 'finished') void out.write(`${JSON.stringify(event.manifest)}\n`);
  };
}
