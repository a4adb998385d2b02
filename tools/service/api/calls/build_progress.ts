import { z } from '@hono/zod-openapi';
import { err, ok } from '../../../base/model/index.js';
import { jobCatalogOver, type BuildRecord, type JobProgress, type TaskRecord } from '../../../catalog/index.js';
import { call } from '../call.js';
import { readNumberCursor } from '../pages.js';
import { text } from '../text.js';
import { noBuild, ONE_BUILD } from './one_build.js';

const jobProgressSchema = z
  .object({
    job: z.string(),
    tasks: z.record(z.string(), z.int()).describe('How many of its tasks are in which state.'),
    ended: z.int().describe('How many of its tasks ran to an end.'),
    durationMs: z.number().describe('How long these took together.'),
    longestMs: z.number().optional(),
  })
  .openapi('JobProgress');

const progressSchema = z
  .object({
    jobs: z.array(jobProgressSchema),
    remainingMs: z
      .number()
      .optional()
      .describe('About how long it still takes; left out: it has ended, or too little is known.'),
  })
  .openapi('BuildProgress');

const spanSchema = z
  .object({
    id: z.string(),
    job: z.string(),
    state: z.string(),
    output: z.string().optional().describe('The first partition that it makes.'),
    attempt: z.int(),
    queuedAt: z.int().optional(),
    startedAt: z.int().describe('Of the last attempt, in milliseconds since the epoch.'),
    endedAt: z.int().optional(),
    host: z.string().optional().describe('Left out: the machine of the build.'),
  })
  .openapi('TaskSpan');

const timelineSchema = z
  .object({
    items: z.array(spanSchema),
    last: z.string().optional().describe('`after` of what changes later; left out if there are no items.'),
    isComplete: z.boolean().describe('Whether nothing had changed after it.'),
  })
  .openapi('Timeline');

const MOST_SPANS = 10_000;

export const BUILD_PROGRESS_CALLS = [
  call({
    id: 'getBuildProgress',
    method: 'get',
    path: '/builds/{build}/progress',
    tag: 'Builds',
    summary: 'Shows how far a build is, job by job, and about how long it still takes.',
    action: 'read',
    params: ONE_BUILD,
    answer: { status: 200, schema: progressSchema, about: 'The progress.' },
    problems: [404],
    example: {},
    handle: async ({ params: { build } }, { database, clock }) => {
      const jobs = jobCatalogOver(database);
      const record = await jobs.build(build);
      if (record === undefined) return err(noBuild(build));
      return ok(progressAnswer(record, await jobs.progress(build), clock.now()));
    },
  }),
  call({
    id: 'getTimeline',
    method: 'get',
    path: '/builds/{build}/timeline',
    tag: 'Builds',
    summary: 'Lists when the tasks of a build ran and where, in the order in which they changed last.',
    action: 'read',
    params: ONE_BUILD,
    query: z.strictObject({
      after: text(2048).optional().describe('`last` of the answer before: only what changed since.'),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(MOST_SPANS)
        .default(MOST_SPANS)
        .describe('The maximum number of items.'),
    }),
    answer: { status: 200, schema: timelineSchema, about: 'Tasks that were started.' },
    problems: [404],
    example: { query: { limit: '100' } },
    handle: async ({ params: { build }, query: { after, limit } }, { database }) => {
      const last = readNumberCursor(after);
      if (!last.ok) return last;
      const jobs = jobCatalogOver(database);
      if ((await jobs.build(build)) === undefined) return err(noBuild(build));
      const found = await jobs.timeline(build, { after: last.value, limit: limit + 1 });
      const items = found.slice(0, limit);
      const newest = items.at(-1)?.sequence ?? last.value;
      return ok({
        items: items.map(spanAnswer),
        ...(newest !== undefined && { last: Buffer.from(String(newest)).toString('base64url') }),
        isComplete: found.length <= limit,
      });
    },
  }),
];

const LEFT: ReadonlySet<string> = new Set(['announced', 'waiting', 'queued', 'running', 'retrying']);

function progressAnswer(
  { outcome, startedAt }: BuildRecord,
  sums: readonly JobProgress[],
  now: number,
): z.infer<typeof progressSchema> {
  const byJob = Map.groupBy(sums, ({ job }) => job);
  const remaining = outcome === 'unfinished' ? remainingMs(sums, now - startedAt) : undefined;
  return {
    jobs: [...byJob].map(([job, states]) => {
      const longest = states.flatMap(({ longestMs }) => longestMs ?? []);
      return {
        job,
        tasks: Object.fromEntries(states.map(({ state, tasks }) => [state, tasks])),
        ended: total(states, ({ timed }) => timed),
        durationMs: total(states, ({ durationMs }) => durationMs),
        ...(longest.length > 0 && { longestMs: Math.max(...longest) }),
      };
    }),
    ...(remaining !== undefined && { remainingMs: Math.round(remaining) }),
  };
}

/**
 * The remaining work, divided by how much was done at once so far. A task counts as its estimate, else as the average of its job in
 * this build, else as that of all tasks of this build.
 */
function remainingMs(sums: readonly JobProgress[], elapsedMs: number): number | undefined {
  const mean = (states: readonly JobProgress[]): number | undefined => {
    const timed = total(states, (each) => each.timed);
    return timed === 0 ? undefined : total(states, ({ durationMs }) => durationMs) / timed;
  };
  const byJob = Map.groupBy(sums, ({ job }) => job);
  let work = 0;
  for (const { job, state, tasks, estimated, estimateMs } of sums) {
    if (!LEFT.has(state)) continue;
    const own = mean(byJob.get(job) ?? []) ?? mean(sums);
    if (own === undefined && estimated < tasks) return undefined;
    work += estimateMs + (tasks - estimated) * (own ?? 0);
  }
  const running = total(sums, ({ state, tasks }) => (state === 'running' ? tasks : 0));
  const parallel = Math.max(1, total(sums, ({ durationMs }) => durationMs) / Math.max(1, elapsedMs), running);
  return work / parallel;
}

function total(sums: readonly JobProgress[], of: (each: JobProgress) => number): number {
  return sums.reduce((sum, each) => sum + of(each), 0);
}

function spanAnswer(record: TaskRecord): z.infer<typeof spanSchema> {
  const { taskId, job, state, attempts, queuedAt, attemptAt, endedAt, host, outputsJson } = record;
  const [output] = outputsJson === null ? [] : (JSON.parse(outputsJson) as string[]);
  return {
    ...{ id: taskId, job, state, attempt: attempts, startedAt: attemptAt ?? 0 },
    ...(output !== undefined && { output }),
    ...(queuedAt !== null && { queuedAt }),
    ...(endedAt !== null && { endedAt }),
    ...(host !== null && { host }),
  };
}
