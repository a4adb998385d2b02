import { z } from '@hono/zod-openapi';
import { err, ok } from '../../../base/model/index.js';
import { jobCatalogOver, type BuildRecord, type RetriedAttempt, type TaskRecord } from '../../../catalog/index.js';
import { requestsOfBuilds } from '../../builds/index.js';
import { deploymentsOfBuilds } from '../../deployments/index.js';
import { call } from '../call.js';
import { page, PAGE, pageOf, readCursor, readNumberCursor } from '../pages.js';
import type { Parts } from '../parts.js';
import { text } from '../text.js';
import { id, noBuild, noTask, ONE_BUILD } from './one_build.js';

const OUTCOMES = ['unfinished', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;

export const buildSchema = z
  .object({
    id: z.string(),
    graph: z.string().describe('Label of the graph, or of the job that ran by itself.'),
    plan: z.string().optional(),
    deployment: z.string().optional().describe('The deployment that made it; left out: no service has started it.'),
    request: z
      .string()
      .optional()
      .describe('The request that it was started for; left out: no service has started it.'),
    host: z.string(),
    outcome: z.enum(OUTCOMES),
    startedAt: z.int().describe('Milliseconds since the epoch, by the clock of the machine of the build.'),
    durationMs: z.number().optional(),
    stopping: z.string().optional().describe('Why nothing new starts.'),
    tasks: z.int().describe('How many tasks it announced.'),
    counts: z
      .record(z.string(), z.int())
      .describe('How many of them ended in which way, and how many partitions were up to date.'),
  })
  .openapi('Build');

const attemptSchema = z.object({
  attempt: z.int(),
  startedAt: z.int().optional(),
  endedAt: z.int(),
  durationMs: z.number(),
  host: z.string().optional(),
  problem: z.unknown(),
});

const taskSchema = z
  .object({
    id: z.string(),
    job: z.string(),
    state: z.string().describe('`announced`, `running`, `succeeded` …'),
    outputs: z.array(z.string()),
    reason: z.unknown().optional().describe('Why it runs.'),
    attempts: z.int().describe('How many attempts were started.'),
    startedAt: z.int().optional(),
    endedAt: z.int().optional(),
    durationMs: z.number().optional().describe('Of the last attempt.'),
    host: z.string().optional(),
    problem: z.unknown().optional(),
    logTail: z.string().optional().describe('The end of the log of a task that failed.'),
    waitedFor: z.string().optional().describe('Of the tasks whose outputs it read, the one that ended last.'),
    owner: z.string().optional().describe('Who makes its outputs, while it waits for that.'),
    queuedAt: z.int().optional().describe('Since when its last attempt waited for a free place, if it had to.'),
    attemptAt: z.int().optional().describe('When its last attempt started.'),
    because: z.string().optional().describe('Of a task that was skipped: the task whose failure is the cause.'),
  })
  .openapi('BuildTask');

export const BUILD_CALLS = [
  call({
    id: 'listBuilds',
    method: 'get',
    path: '/builds',
    tag: 'Builds',
    summary: 'Lists the builds that worked on the catalog, on whatever machine, the newest first.',
    action: 'read',
    query: z.strictObject({
      ...PAGE,
      graph: text(1024).optional().describe('Only builds of this graph.'),
      outcome: z.enum(OUTCOMES).optional().describe('Only builds that ended so.'),
    }),
    answer: { status: 200, schema: pageOf(buildSchema), about: 'A page of builds.' },
    example: { query: { outcome: 'failed' } },
    handle: async ({ query: { after, limit, graph, outcome } }, { database }) => {
      const before = readCursor(after);
      if (!before.ok) return before;
      const found = await jobCatalogOver(database).builds({ graph, outcome, before: before.value, limit: limit + 1 });
      return ok(page(await buildAnswers(found, database), limit, (build) => build.id));
    },
  }),
  call({
    id: 'getBuild',
    method: 'get',
    path: '/builds/{build}',
    tag: 'Builds',
    summary: 'Shows a build.',
    action: 'read',
    params: ONE_BUILD,
    answer: { status: 200, schema: buildSchema, about: 'The build.' },
    problems: [404],
    example: {},
    handle: async ({ params: { build } }, { database }) => {
      const found = await jobCatalogOver(database).build(build);
      const [answer] = found === undefined ? [] : await buildAnswers([found], database);
      return answer === undefined ? err(noBuild(build)) : ok(answer);
    },
  }),
  call({
    id: 'listBuildTasks',
    method: 'get',
    path: '/builds/{build}/tasks',
    tag: 'Builds',
    summary: 'Lists the tasks of a build, in the order in which they were announced.',
    action: 'read',
    params: ONE_BUILD,
    query: z.strictObject({
      ...PAGE,
      state: text(128)
        .optional()
        .describe('Only tasks in this state, such as `failed`, or in one of several: `queued,running`.'),
      job: text(1024).optional().describe('Only tasks of this job.'),
      text: text(1024)
        .optional()
        .describe('Only tasks that make a partition whose ref contains this, in whatever case.'),
    }),
    answer: { status: 200, schema: pageOf(taskSchema), about: 'A page of tasks.' },
    problems: [404],
    example: { query: { state: 'failed' } },
    handle: async ({ params: { build }, query }, { database }) => {
      const { after, limit, state, job } = query;
      const last = readNumberCursor(after);
      if (!last.ok) return last;
      const jobs = jobCatalogOver(database);
      if ((await jobs.build(build)) === undefined) return err(noBuild(build));
      const states = state?.split(',');
      const found = await jobs.tasks(build, { states, job, text: query.text, after: last.value, limit: limit + 1 });
      const { items, next } = page(found, limit, ({ n }) => String(n));
      return ok({ items: items.map(taskAnswer), ...(next !== undefined && { next }) });
    },
  }),
  call({
    id: 'getBuildTask',
    method: 'get',
    path: '/builds/{build}/tasks/{task}',
    tag: 'Builds',
    summary: 'Shows a task of a build.',
    action: 'read',
    params: ONE_BUILD.extend({ task: id.describe('Id of the task.') }),
    answer: { status: 200, schema: taskSchema, about: 'The task.' },
    problems: [404],
    example: { params: { task: '0123456789abcdef' } },
    handle: async ({ params: { build, task } }, { database }) => {
      const found = await jobCatalogOver(database).task(build, task);
      return found === undefined ? err(noTask(build, task)) : ok(taskAnswer(found));
    },
  }),
  call({
    id: 'getCriticalPath',
    method: 'get',
    path: '/builds/{build}/critical-path',
    tag: 'Builds',
    summary: 'Shows the chain of tasks that the end of a build waited for, in the order in which they ran.',
    action: 'read',
    params: ONE_BUILD,
    answer: { status: 200, schema: z.object({ items: z.array(taskSchema) }), about: 'The chain.' },
    problems: [404],
    example: {},
    handle: async ({ params: { build } }, { database }) => {
      const jobs = jobCatalogOver(database);
      if ((await jobs.build(build)) === undefined) return err(noBuild(build));
      return ok({ items: (await jobs.criticalPath(build)).map(taskAnswer) });
    },
  }),
  call({
    id: 'listRetriedAttempts',
    method: 'get',
    path: '/builds/{build}/tasks/{task}/attempts',
    tag: 'Builds',
    summary:
      'Lists the attempts at a task that failed and were followed by another one. The last attempt is part of the task.',
    action: 'read',
    params: ONE_BUILD.extend({ task: id.describe('Id of the task.') }),
    answer: { status: 200, schema: z.object({ items: z.array(attemptSchema) }), about: 'The attempts, oldest first.' },
    problems: [404],
    example: { params: { task: '0123456789abcdef' } },
    handle: async ({ params: { build, task } }, { database }) => {
      const jobs = jobCatalogOver(database);
      if ((await jobs.task(build, task)) === undefined) return err(noTask(build, task));
      return ok({ items: (await jobs.retriedAttempts(build, task)).map(attemptAnswer) });
    },
  }),
];

/** Builds as the API shows them, each with its deployment. */
export async function buildAnswers(
  records: readonly BuildRecord[],
  database: Parts['database'],
): Promise<z.infer<typeof buildSchema>[]> {
  const ids = records.map(({ buildId }) => buildId);
  const deployments = await deploymentsOfBuilds(database, ids);
  const requests = await requestsOfBuilds(database, ids);
  return records.map((record) => ({
    ...buildAnswer(record),
    ...optional({ deployment: deployments.get(record.buildId), request: requests.get(record.buildId) }),
  }));
}

function buildAnswer(record: BuildRecord): z.infer<typeof buildSchema> {
  const { buildId, graph, plan, host, outcome, startedAt, durationMs, stopping, tasks } = record;
  const { built, failed, skipped, aborted, delegated, unchanged, pruned } = record;
  return {
    ...{ id: buildId, graph, host, outcome, startedAt, tasks },
    ...optional({ plan, durationMs, stopping }),
    counts: { built, failed, skipped, aborted, delegated, unchanged, pruned },
  };
}

function taskAnswer(record: TaskRecord): z.infer<typeof taskSchema> {
  const { taskId, job, state, attempts, startedAt, endedAt, durationMs, host, logTail, waitedFor } = record;
  const { owner, queuedAt, attemptAt } = record;
  const because = (parsed(record.becauseJson) as { readonly id: string } | null)?.id;
  return {
    ...{
      id: taskId,
      job,
      state,
      attempts,
      outputs: record.outputsJson === null ? [] : (JSON.parse(record.outputsJson) as string[]),
    },
    ...optional({ startedAt, endedAt, durationMs, host, logTail, waitedFor, owner, queuedAt, attemptAt, because }),
    ...optional({ reason: parsed(record.reasonJson), problem: parsed(record.problemJson) }),
  };
}

function attemptAnswer(record: RetriedAttempt): z.infer<typeof attemptSchema> {
  const { attempt, startedAt, endedAt, durationMs, host, problemJson } = record;
  return { attempt, endedAt, durationMs, ...optional({ startedAt, host }), problem: parsed(problemJson) };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

/** Columns that may be empty, as fields that may be absent. */
function optional<Fields extends Readonly<Record<string, unknown>>>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
