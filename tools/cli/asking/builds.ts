import { err, ok, type Result } from '../../base/model/index.js';
import type { BuildState, PastBuild, TaskState } from '../../observe/events/index.js';
import { describeBuild, describePastBuild } from '../../report/index.js';
import { pages, type Build, type BuildTask, type CallFailure, type Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { printed } from './planned_tasks.js';
import { ListFailed, refuseCall, withService } from './with_service.js';

/** Version of what both actions print with --json: the answers of the service, which have it in their path. */
const SCHEMA_VERSION = 1;

const PAGE = 1000;

/** Lists the builds that a service knows of, the newest first. @returns the exit code */
export async function askBuildsLs(invocation: GraphInvocation): Promise<number> {
  const { args, descriptor, options, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}; ls lists all builds`);
  return withService(invocation, ({ ask, calls }) =>
    printed(invocation, async function* () {
      const query = { graph: descriptor.label, limit: PAGE };
      const read = pages((after) => ask(calls.GET('/api/v1/builds', { params: { query: { ...query, ...after } } })));
      for await (const page of read) {
        if (!page.ok) throw new ListFailed(page.error);
        for (const build of page.value) {
          yield options.json
            ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...pastBuildOf(build) })
            : describePastBuild(pastBuildOf(build));
        }
      }
    }),
  );
}

/** Shows one build of a service. @returns the exit code */
export async function askBuildsShow(invocation: GraphInvocation): Promise<number> {
  const { args, options, out, refuse, usageError } = invocation;
  const [wanted, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one build`);
  if (wanted === '') return usageError('the id is empty; name a build, or none for the newest one');
  return withService(invocation, async (service) => {
    const found = await findBuild(service, wanted, invocation);
    if (!found.ok) return refuseCall(invocation, found.error);
    if (typeof found.value === 'string') return refuse(found.value);
    const tasks = await tasksOf(service, found.value.id);
    if (!tasks.ok) return refuseCall(invocation, tasks.error);
    const state = stateOf(found.value, tasks.value);
    const { outcome } = pastBuildOf(found.value);
    const text = options.json
      ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...state, outcome, torn: false })
      : describeBuild(state, outcome, { torn: false, unknown: 0, odd: 0 });
    await out.write(`${text}\n`);
    return 0;
  });
}

/** Finds the build whose id begins so, or the newest one. @returns the build, or a message */
export async function findBuild(
  { ask, calls }: Service,
  wanted: string | undefined,
  { descriptor }: Pick<GraphInvocation, 'descriptor'>,
): Promise<Result<Build | string, CallFailure>> {
  const query = { graph: descriptor.label, limit: wanted === undefined ? 1 : PAGE };
  const found: Build[] = [];
  for await (const page of pages((after) =>
    ask(calls.GET('/api/v1/builds', { params: { query: { ...query, ...after } } })),
  )) {
    if (!page.ok) return err(page.error);
    found.push(...page.value.filter(({ id }) => wanted === undefined || id.startsWith(wanted)));
    if (wanted === undefined || found.some(({ id }) => id === wanted)) break;
  }
  const [build = found[0], ...others] = found.some(({ id }) => id === wanted)
    ? found.filter(({ id }) => id === wanted)
    : found;
  if (build === undefined) {
    return ok(wanted === undefined ? 'the service has no build of this graph' : `the service has no build ${wanted}`);
  }
  if (wanted === undefined || others.length === 0) return ok(build);
  return ok(
    `${String(found.length)} builds begin with ${wanted}: ${build.id}, ${others[0]?.id ?? ''} …; type more of it`,
  );
}

async function tasksOf({ ask, calls }: Service, build: string): Promise<Result<BuildTask[], CallFailure>> {
  const tasks: BuildTask[] = [];
  const read = pages((after) =>
    ask(calls.GET('/api/v1/builds/{build}/tasks', { params: { path: { build }, query: { limit: PAGE, ...after } } })),
  );
  for await (const page of read) {
    if (!page.ok) return page;
    tasks.push(...page.value);
  }
  return ok(tasks);
}

function pastBuildOf({ id, graph, outcome, startedAt, durationMs, tasks, counts }: Build): PastBuild {
  return {
    id,
    startTime: new Date(startedAt).toISOString(),
    label: graph,
    outcome: outcome === 'unfinished' ? 'running' : outcome,
    counts: { tasks, ...counts } as NonNullable<PastBuild['counts']>,
    ...(durationMs !== undefined && { durationMs }),
  };
}

function stateOf(build: Build, tasks: readonly BuildTask[]): BuildState {
  const { id, graph, plan, host, outcome, startedAt, durationMs, stopping, counts } = build;
  const startTime = new Date(startedAt).toISOString();
  const lastAt = Math.max(
    startedAt,
    ...tasks.map(({ startedAt: begun = 0, endedAt: ended = 0 }) => Math.max(begun, ended)),
  );
  return {
    buildId: id,
    label: graph,
    ...(plan !== undefined && { plan }),
    host,
    process: { pid: 0 },
    logDir: 'read by the logs target',
    startTime,
    lastTime: new Date(lastAt).toISOString(),
    tasksPlanned: build.tasks,
    pruned: counts['pruned'] ?? 0,
    reasons: {},
    outcome: outcome === 'interrupted' ? 'unfinished' : outcome,
    ...(durationMs !== undefined && { durationMs }),
    ...(stopping !== undefined && { stopping }),
    events: 0,
    tasks: tasks.map(taskOf),
    flaws: [],
  };
}

function taskOf({ startedAt, endedAt, host, ...task }: BuildTask): TaskState {
  return {
    ...task,
    ...(startedAt !== undefined && { startTime: new Date(startedAt).toISOString() }),
    ...(endedAt !== undefined && { endTime: new Date(endedAt).toISOString() }),
    ...(host !== undefined && { taskHost: host }),
  } as unknown as TaskState;
}
