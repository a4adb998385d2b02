import { setTimeout as delay } from 'node:timers/promises';
import { findBuild } from '../../observe/events/index.js';
import { placeLogs } from '../../observe/jobs/index.js';
import { findLogs, followLog, type FindLogFailure, type FoundLog } from '../../observe/logs/index.js';
import {
  describeEndOfLog,
  describeEventsFailure,
  describeFindBuildFailure,
  describeFindLogFailure,
  describeLog,
  describeNextAttempt,
  describeReadFailure,
} from '../../report/index.js';
import { GrowingFile, ReadError } from '../../base/runtime/index.js';
import { withCatalogViewAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { viewJobCatalog } from '../job_catalog.js';
import { fail, siteOf } from '../session.js';

/** How often a followed log is read: often enough to seem immediate, at almost no cost. */
const FOLLOW_MS = 100;

export async function runLogs(invocation: GraphInvocation): Promise<number> {
  const { options, refuse, usageError } = invocation;
  const follow = options.follow;
  if (follow && options.path) return usageError('--path and --follow cannot be used together; choose one');
  const build = await buildOf(invocation);
  if (typeof build === 'number') return build;
  return withCatalogViewAndRefs(invocation, async (catalog, refs) => {
    const { context, cancellation } = invocation;
    const { stateDir } = siteOf(invocation);
    const wanted = [...new Set(refs)];
    if (follow && wanted.length > 1) return usageError('--follow takes one ref only');
    const { host } = context;
    const { signal } = cancellation;
    try {
      const found = await findLogs(wanted, {
        catalog,
        stateDir,
        host,
        buildId: build.id,
        queued: follow,
        signal,
      });
      if (!found.ok) return refuse(describeEventsFailure(found.error));
      const logs = found.value.flatMap((result) => (result.ok ? [result.value] : []));
      for (const log of onePerTask(logs)) await showLog(log, invocation);
      const notFound = found.value.flatMap((result) => (result.ok ? [] : [result.error]));
      if (notFound.length === 0) return 0;
      const failures = await placed(notFound, invocation);
      return fail(
        invocation,
        failures,
        (failure) => describeFindLogFailure(failure, host, stateDir),
        () => 2,
      );
    } catch (error) {
      if (error instanceof ReadError) return refuse(describeReadFailure(error.failure));
      throw error;
    }
  });
}

/** Failures to find logs, with the place of those that were written elsewhere. */
async function placed(failures: readonly FindLogFailure[], invocation: GraphInvocation): Promise<FindLogFailure[]> {
  const gone = failures.filter((failure) => failure.reason === 'log-gone');
  if (gone.length === 0) return [...failures];
  await using jobs = await viewJobCatalog(invocation);
  return [...failures.filter((failure) => failure.reason !== 'log-gone'), ...(await placeLogs(gone, jobs))];
}

/** The build that `--build` names, or the exit code. */
async function buildOf(invocation: GraphInvocation): Promise<{ readonly id: string | undefined } | number> {
  const { build } = invocation.options;
  if (build === undefined) return { id: undefined };
  const found = await findBuild(siteOf(invocation).stateDir, build);
  if (found.ok) return { id: found.value };
  const { error } = found;
  return invocation.refuse(
    error.reason === 'events-unreadable' || error.reason === 'events-line-invalid'
      ? describeEventsFailure(error)
      : describeFindBuildFailure(error),
  );
}

/** Keeps one log for refs that the same task makes. */
function onePerTask(logs: readonly FoundLog[]): FoundLog[] {
  return [...new Map(logs.toReversed().map((log) => [log.path, log])).values()].toReversed();
}

async function showLog(log: FoundLog, invocation: GraphInvocation): Promise<void> {
  const { options, out, cancellation } = invocation;
  if (options.path) return out.write(`${log.path}\n`);
  const say = (text: string): void => {
    if (options.quiet) return;
    invocation.messages.line(text);
    // A message about a part of the log must appear before it.
    invocation.messages.flush();
  };
  say(describeLog(log));
  const write = async (bytes: Buffer): Promise<boolean> => {
    await out.write(bytes);
    return !out.closed && !cancellation.signal.aborted;
  };
  if (!options.follow) {
    const file = new GrowingFile(log.path);
    for (let bytes = await file.read(); bytes.length > 0; bytes = await file.read()) if (!(await write(bytes))) return;
    return;
  }
  const state = await followLog(log, {
    stateDir: siteOf(invocation).stateDir,
    host: invocation.context.host,
    write,
    onAttempt: (attempt) => {
      say(describeNextAttempt(attempt));
    },
    pause: () => delay(FOLLOW_MS, undefined, { signal: cancellation.signal }).catch(() => undefined),
    signal: cancellation.signal,
  });
  if (state !== undefined) say(describeEndOfLog(state));
}
