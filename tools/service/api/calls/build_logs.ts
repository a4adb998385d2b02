import { z } from '@hono/zod-openapi';
import { err, ok, type Result } from '../../../base/model/index.js';
import { jobCatalogOver, type BuildRecord, type JobCatalogView, type TaskRecord } from '../../../catalog/index.js';
import type { Problem } from '../../programs/index.js';
import { readLog, searchLog, sizeOfLog, type FoundInLog } from '../build_log.js';
import { call } from '../call.js';
import { describes } from '../described.js';
import { text } from '../text.js';
import { id, noTask, ONE_BUILD } from './one_build.js';

const task = id.describe('Id of the task.');

const attempt = z.coerce
  .number()
  .int()
  .min(1)
  .max(1_000_000)
  .optional()
  .describe('The number of the attempt; left out: the last one.');

const byte = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const logSchema = z
  .object({
    attempt: z.int(),
    state: z.string().describe('Of the attempt: `running`, `succeeded`, `failed` …'),
    bytes: z.int().optional().describe('The size of its log; left out: this service cannot read it.'),
    problem: z.string().optional().describe('Why it cannot be read.'),
  })
  .openapi('Log');

const foundSchema = describes<FoundInLog>(
  z
    .object({
      items: z.array(z.object({ at: z.int().describe('The first byte of what was found.') })),
      next: z.int().optional().describe('`from` to go on; left out at the end of the log.'),
    })
    .openapi('FoundInLog'),
);

export const BUILD_LOG_CALLS = [
  call({
    id: 'readLog',
    method: 'get',
    path: '/builds/{build}/log',
    tag: 'Builds',
    summary: 'Reads the log of an attempt at a task, or a part of it, and follows it until the task has ended.',
    action: 'read',
    params: ONE_BUILD,
    query: z.strictObject({
      task,
      attempt,
      from: byte.default(0).describe('The first byte.'),
      to: byte.optional().describe('The byte after the last one; left out: the end of the log.'),
      follow: z.enum(['true', 'false']).default('false').describe('Whether to wait for more until the task has ended.'),
    }),
    timeoutMs: 0,
    answer: { status: 200, stream: 'text/plain; charset=utf-8', about: 'The log as it was written.' },
    problems: [404, 409],
    example: { query: { task: '0123456789abcdef' } },
    handle: async ({ params: { build }, query, signal }, { database, place }) => {
      const jobs = jobCatalogOver(database);
      const { from, to, follow } = query;
      const found = await findLog(jobs, build, query.task, query.attempt);
      if (!found.ok) return found;
      const isOver = async (): Promise<boolean> => {
        const current = await jobs.task(build, query.task);
        return current === undefined || current.endedAt !== null || current.attempts > found.value.attempt;
      };
      const options = { from, to, isOver: follow === 'true' ? isOver : undefined, signal };
      return readLog(found.value.build, found.value, place.stateDir, options);
    },
  }),
  call({
    id: 'listLogs',
    method: 'get',
    path: '/builds/{build}/logs',
    tag: 'Builds',
    summary: 'Lists the logs of a task, one for each attempt, with their sizes.',
    action: 'read',
    params: ONE_BUILD,
    query: z.strictObject({ task }),
    answer: { status: 200, schema: z.object({ items: z.array(logSchema) }), about: 'The logs, oldest first.' },
    problems: [404],
    example: { query: { task: '0123456789abcdef' } },
    handle: async ({ params: { build }, query }, { database, place }) => {
      const jobs = jobCatalogOver(database);
      const [record, last] = [await jobs.build(build), await jobs.task(build, query.task)];
      if (record === undefined || last === undefined) return err(noTask(build, query.task));
      const before = await jobs.retriedAttempts(build, query.task);
      const attempts = [
        ...before.map(({ attempt: number, log }) => ({ attempt: number, state: 'failed', log })),
        ...(last.log === null ? [] : [{ attempt: last.attempts, state: last.state, log: last.log }]),
      ];
      const items = await Promise.all(
        attempts.map(async ({ log, ...about }) => {
          const bytes = await sizeOfLog(record, { log }, place.stateDir);
          return { ...about, ...(bytes.ok ? { bytes: bytes.value } : { problem: bytes.error.detail }) };
        }),
      );
      return ok({ items });
    },
  }),
  call({
    id: 'searchLog',
    method: 'get',
    path: '/builds/{build}/log/search',
    tag: 'Builds',
    summary: 'Finds a text in the log of an attempt, whatever the case of its ASCII letters.',
    action: 'read',
    params: ONE_BUILD,
    query: z.strictObject({
      task,
      attempt,
      text: text(256).min(1).describe('What to find.'),
      from: byte.default(0).describe('Where to begin. One call looks through 64 MiB.'),
      limit: z.coerce.number().int().min(1).max(1000).default(100).describe('The maximum number of places.'),
    }),
    answer: { status: 200, schema: foundSchema, about: 'Where it is.' },
    problems: [404, 409],
    example: { query: { task: '0123456789abcdef', text: 'error' } },
    handle: async ({ params: { build }, query, signal }, { database, place }) => {
      const found = await findLog(jobCatalogOver(database), build, query.task, query.attempt);
      if (!found.ok) return found;
      return searchLog(found.value.build, found.value, place.stateDir, { ...query, signal });
    },
  }),
];

interface FoundLog {
  readonly build: BuildRecord;
  readonly attempt: number;
  readonly log: TaskRecord['log'];
}

async function findLog(
  jobs: Pick<JobCatalogView, 'build' | 'task' | 'retriedAttempts'>,
  build: string,
  task: string,
  attempt: number | undefined,
): Promise<Result<FoundLog, Problem>> {
  const [record, last] = [await jobs.build(build), await jobs.task(build, task)];
  if (record === undefined || last === undefined) return err(noTask(build, task));
  if (attempt === undefined || attempt === last.attempts) {
    return ok({ build: record, attempt: last.attempts, log: last.log });
  }
  const before = (await jobs.retriedAttempts(build, task)).find((each) => each.attempt === attempt);
  return ok({ build: record, attempt, log: before?.log ?? null });
}
