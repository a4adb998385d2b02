import { join } from 'node:path';
import type { Catalog } from '../catalog/index.js';
import { execute, policyOf, type Emit, type JobPolicy, type Work } from '../exec/index.js';
import { describeDirectoryFailure, describeExecFailure, exitCodeOfExecFailure } from '../report/index.js';
import {
  CLOCK,
  obstacleToDirectory,
  ownProcessMark,
  prepareDirectory,
  processMark,
  readMachine,
  startSlots,
  timeIds,
} from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { jobDefinitionsOf } from './definition.js';
import { eventsOnStdout, openEventStream } from './event_stream.js';
import { openFollowers } from './followers.js';
import { progressOf, showsView } from './progress.js';
import { secretsOf } from './secrets.js';
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
 * Prepares directories, slots and catalog, in this order: what guards the slots is forked from this process, which is
 * cheap only while it is small.
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
  // Made when there is something to put in it; whether that can be shows now, before anything is asked or run.
  const folders = invocation.options.auditMasked === undefined ? ['builds'] : ['builds', 'audits'];
  for (const folder of folders) {
    const path = join(stateDir, folder);
    const obstacle = obstacleToDirectory(path);
    if (obstacle === undefined) continue;
    const failure = { reason: 'directory-unusable', purpose: 'build', path, code: obstacle.code, obstacle } as const;
    return invocation.refuse(describeDirectoryFailure(failure));
  }
  const { options, context, runfilesDir, cancellation } = invocation;
  const baseEnv = programEnvironment(invocation);
  const slots = await startSlots({
    size: options.jobs,
    cwd: dataDir,
    env: baseEnv,
    graceMs: options.graceSeconds * 1000,
  });
  try {
    const catalog = await openCatalog(invocation);
    if (catalog === undefined) return 2;
    try {
      const jobs = await jobPolicies(invocation);
      if (jobs === undefined) return 2;
      const runWork = async (tasks: Work): Promise<number> => {
        await using events = openEventStream(invocation, stateDir);
        await using followers = await openFollowers(invocation, tasks);
        const progress = progressOf(invocation, tasks, dataDir);
        const done = await execute(tasks, {
          catalog,
          jobs,
          slots,
          clock: CLOCK.now,
          elapsed: CLOCK.elapsed,
          newId: timeIds(Date.now),
          emit: emitter(invocation, [progress.emit, events.emit, ...followers.emits]),
          room: events.room,
          traceparentOf: followers.traceparentOf,
          secrets: secretsOf(invocation),
          stateDir,
          runfilesDir,
          baseEnv,
          host: context.host,
          resources: availableResources(options.resources),
          optimistic: options.optimistic,
          processes: [ownProcessMark(), ...(slots.watcher === undefined ? [] : [processMark(slots.watcher)])],
          leaseTtlMs: options.leaseTtlSeconds * 1000,
          wait: options.wait,
          random: Math.random,
          cancel: cancellation.signal,
          stop: cancellation.stop,
          kill: cancellation.kill,
        }).finally(progress.end);
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

/** What the machine has, and what the user says of it and of whatever else is counted. */
export function availableResources(named: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const { cpus, memoryMb } = readMachine();
  return new Map([['cpu', cpus], ['memory_mb', memoryMb], ...named]);
}

/** Progress goes to people, manifests to whoever reads the output: on a terminal they would only be in the way. */
function emitter(invocation: Invocation, observers: readonly Emit[]): Emit {
  const printsManifests = !eventsOnStdout(invocation) && !(invocation.out.tty && showsView(invocation));
  return (event) => {
    for (const observe of observers) observe(event);
    if (printsManifests && event.type === 'task' && event.event === 'finished')
      void invocation.out.write(`${JSON.stringify(event.manifest)}\n`);
  };
}
