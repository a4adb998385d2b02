import { err, ok, type Result } from '../../base/model/index.js';
import { pages, type Build, type CallFailure, type Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { typedRefs } from '../requested.js';
import { findBuild } from './builds.js';
import { refuseCall, withService } from './with_service.js';

/** The newest builds in which the task of a partition is looked for. */
const BUILDS = 50;

const PAGE = 1000;

/** Prints the log of the last task that tried to make each partition, from where the service has it. @returns the exit code */
export async function askLogs(invocation: GraphInvocation): Promise<number> {
  const { options, refuse, usageError } = invocation;
  const refs = await typedRefs(invocation);
  if (!refs.ok) return refs.error;
  if (options.follow && refs.value.length > 1) return usageError('--follow takes one ref only');
  return withService(invocation, async (service) => {
    const builds = await buildsToSearch(service, invocation);
    if (!builds.ok) return refuseCall(invocation, builds.error);
    if (typeof builds.value === 'string') return refuse(builds.value);
    const found = await findTasks(service, builds.value, new Set(refs.value));
    if (!found.ok) return refuseCall(invocation, found.error);
    for (const place of new Map([...found.value.values()].map((each) => [each.task, each])).values()) {
      const code = await printLog(service, place, invocation);
      if (code !== 0) return code;
    }
    const missing = refs.value.find((ref) => !found.value.has(ref));
    if (missing === undefined) return 0;
    const where = options.build === undefined ? `the last ${String(BUILDS)} builds` : `build ${options.build}`;
    return refuse(`${where} of the service had no task for ${missing}; name a build with --build`);
  });
}

interface Place {
  readonly ref: string;
  readonly job: string;
  readonly build: string;
  readonly task: string;
}

async function buildsToSearch(
  service: Service,
  invocation: GraphInvocation,
): Promise<Result<readonly Build[] | string, CallFailure>> {
  const { descriptor, options } = invocation;
  const { ask, calls } = service;
  if (options.build !== undefined) {
    const found = await findBuild(service, options.build, invocation);
    return !found.ok || typeof found.value === 'string' ? (found as Result<string, CallFailure>) : ok([found.value]);
  }
  const query = { graph: descriptor.label, limit: BUILDS };
  const newest = await ask(calls.GET('/api/v1/builds', { params: { query } }));
  return newest.ok ? ok(newest.value.items) : newest;
}

/** Finds the task of each ref, in the newest of the builds that has one. */
async function findTasks(
  { ask, calls }: Service,
  builds: readonly Build[],
  refs: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, Place>, CallFailure>> {
  const found = new Map<string, Place>();
  for (const { id: build } of builds) {
    if (found.size === refs.size) break;
    const read = pages((after) =>
      ask(calls.GET('/api/v1/builds/{build}/tasks', { params: { path: { build }, query: { limit: PAGE, ...after } } })),
    );
    for await (const page of read) {
      if (!page.ok) return err(page.error);
      for (const { id: task, job, outputs } of page.value) {
        for (const ref of outputs) if (refs.has(ref) && !found.has(ref)) found.set(ref, { ref, job, build, task });
      }
    }
  }
  return ok(found);
}

/** Prints a log. After a lost connection it goes on with the next byte. @returns the exit code */
async function printLog(
  { ask, calls, signal }: Service,
  { ref, job, build, task }: Place,
  invocation: GraphInvocation,
): Promise<number> {
  const { messages, options, out } = invocation;
  if (!options.quiet) {
    messages.line(`${ref}: ${job}, build ${build}`);
    messages.flush();
  }
  let from = 0;
  for (;;) {
    const query = { task, from, follow: options.follow ? ('true' as const) : ('false' as const) };
    const opened = await ask(
      calls.GET('/api/v1/builds/{build}/log', { params: { path: { build }, query }, parseAs: 'stream' }),
    );
    if (!opened.ok) return opened.error.reason === 'interrupted' ? 0 : refuseCall(invocation, opened.error);
    // An empty log has no body.
    const body = opened.value as ReadableStream<Uint8Array> | null;
    if (body === null) return 0;
    try {
      for await (const bytes of body) {
        from += bytes.length;
        await out.write(Buffer.from(bytes));
        if (out.closed) return 0;
      }
      return 0;
    } catch {
      if (signal.aborted) return 0;
    }
  }
}
