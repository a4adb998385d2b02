import { z } from '@hono/zod-openapi';
import { err, ok, type Result } from '../../../base/model/index.js';
import type { Run } from '../../builds/index.js';
import type { Problem } from '../../programs/index.js';
import {
  describeRequestFailure,
  requestBodySchema,
  STATES,
  type BackfillCell,
  type BackfillProgress,
  type PreviewTask,
  type Request,
  type RequestBody,
  type RequestFailure,
} from '../../requests/index.js';
import { call } from '../call.js';
import { describes } from '../described.js';
import { page, PAGE, pageOf, readCursor, readNumberCursor } from '../pages.js';
import { text } from '../text.js';

/** A million refs fit. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Ids are those of RFC 9562; whatever else is asked for is not found. */
const id = text(64);

const ONE_REQUEST = z.strictObject({ request: id.describe('Id of the request.') });

const reasonCounts = z.record(z.string(), z.int()).describe('How many tasks have each reason.');

const planSummarySchema = z
  .looseObject({
    tasks: z.int(),
    certain: z.int().describe('Tasks that run in any case.'),
    ifInputsChange: z.int().describe('Tasks that run only if the data of their inputs turns out to be different.'),
    requested: z.int().describe('Partitions that are asked for.'),
    pruned: z.int().describe('Partitions that are up to date.'),
    reasons: reasonCounts,
    jobs: z
      .array(
        z.looseObject({
          job: z.string(),
          tasks: z.int(),
          ifInputsChange: z.int(),
          partitions: z.int(),
          reasons: reasonCounts,
        }),
      )
      .describe('The same by job, in the order of the plan.'),
    forecast: z
      .looseObject({
        totalMs: z.number(),
        criticalPathMs: z.number(),
        unknownTasks: z.int(),
        samples: z.int(),
      })
      .optional()
      .describe('How long it takes, by the durations that the catalog has recorded.'),
  })
  .openapi('PlanSummary');

const changesSchema = z.looseObject({
  causes: z.array(z.string()).describe('What changed since the plan before was made.'),
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  first: z
    .array(
      z.object({
        change: z.enum(['added', 'removed', 'changed']),
        id: z.string(),
        job: z.string(),
        output: z.string(),
      }),
    )
    .describe('The first of them.'),
});

const requestSchema = describes<Request>(
  z
    .looseObject({
      id: z.string(),
      graph: z.string(),
      deployment: z.string().optional().describe('The deployment whose programs made the plan.'),
      madeAt: z.int().describe('Milliseconds since the epoch.'),
      madeBy: z.string(),
      source: z.looseObject({
        kind: z.enum(['api', 'trigger', 'backfill']),
        trigger: z.string().optional().describe('Name of the trigger.'),
        request: z.string().optional().describe('Id of the backfill.'),
      }),
      wanted: z
        .looseObject({
          refs: z.array(z.string()).optional(),
          count: z.int().optional(),
          match: z.string().optional(),
          from: z.string().optional(),
          to: z.string().optional(),
        })
        .describe('What it asks for: the first refs, or a selection.'),
      state: z.enum(STATES),
      priority: z.int(),
      note: z.string().optional(),
      size: z.int().optional().describe('Of a backfill: its builds have at most this many tasks.'),
      parent: z.string().optional().describe('The backfill that this is a build of.'),
      plan: z
        .looseObject({ id: z.string(), summary: planSummarySchema })
        .optional()
        .describe('The plan, with its counts, reasons and forecast.'),
      changes: changesSchema.optional().describe('How the plan differs from the one that was approved before.'),
      approvedBy: z.string().optional().describe('`policy`, or who approved it.'),
      run: z.string().optional().describe('Id of its build, or the last one.'),
      cancelling: z.boolean().optional().describe('It was cancelled, and its build has not ended yet.'),
      waitingFor: z
        .array(
          z.looseObject({ request: z.string(), build: z.string().optional(), partitions: z.int(), first: z.string() }),
        )
        .optional()
        .describe('Builds that make some of the same partitions.'),
      endedAt: z.int().optional(),
      problem: z.object({ reason: z.string(), detail: z.string() }).optional(),
    })
    .openapi('Request'),
);

const runSchema = describes<Run>(
  z
    .looseObject({
      id: z.string(),
      graph: z.string(),
      request: z.string(),
      build: z.string().optional().describe('Id of the build, from its first event on.'),
      state: z.string().describe('`starting`, `running`, or how it ended.'),
      startedAt: z.int(),
      endedAt: z.int().optional(),
      stderrTail: z.string().optional().describe('The last lines that it printed for people.'),
    })
    .openapi('Run'),
);

const taskSchema = describes<PreviewTask>(
  z
    .looseObject({
      number: z.int().describe('Its place in the plan, from 0.'),
      id: z.string(),
      job: z.string(),
      outputs: z.array(z.string()).describe('The first partitions that it makes.'),
      outputCount: z.int().describe('How many it makes.'),
      reason: z.looseObject({ kind: z.string() }),
      ifInputsChange: z.boolean().optional().describe('It runs only if the data of its inputs is different.'),
      estimate: z
        .union([z.object({ ms: z.number(), samples: z.int() }), z.literal('unknown')])
        .optional()
        .describe('How long it takes, by recorded runs.'),
    })
    .openapi('PlannedTask'),
);

const backfillProgressSchema = describes<BackfillProgress>(
  z
    .object({
      cells: z.int(),
      valid: z.int().describe('Up to date before the backfill began.'),
      waiting: z.int(),
      running: z.int(),
      made: z.int(),
      failed: z.int(),
      builds: z.int().describe('Builds that it is cut into.'),
      buildsEnded: z.int(),
    })
    .openapi('BackfillProgress'),
);

const backfillCellSchema = describes<BackfillCell>(
  z
    .object({
      number: z.int().describe('Its place in the request, from 0.'),
      ref: z.string(),
      state: z.enum(['valid', 'waiting', 'running', 'made', 'failed']),
      request: z.string().optional().describe('The request of the build that makes it.'),
    })
    .openapi('BackfillCell'),
);

const body = describes<RequestBody & { readonly graph: string }>(
  requestBodySchema()
    .safeExtend({ graph: text(1024).describe('Label of the graph, such as `//examples/flights:flights_graph`.') })
    .openapi('NewRequest'),
);

/** Calls that change a request, and need nothing but its id. */
const CHANGES = {
  cancel: 'Cancels a request. If its build runs, the build is cancelled first.',
  retry: 'Does a request again that failed, was cancelled or was refused. What was built is kept.',
  stop: 'Stops a backfill after the builds that run now.',
  continue: 'Goes on with a backfill that was stopped.',
} as const;

export const REQUEST_CALLS = [
  call({
    id: 'createRequest',
    method: 'post',
    path: '/requests',
    tag: 'Requests',
    summary:
      'Requests partitions: by refs, or by a pattern and a range. They are planned, approved by policy or by a person, and built.',
    action: 'work',
    body,
    maxBodyBytes: MAX_BODY_BYTES,
    headers: { 'idempotency-key': 'Calls with the same key are one request, however often they are made.' },
    answer: { status: 202, schema: requestSchema, about: 'The request, which is accepted.' },
    problems: [404, 409, 422],
    example: { body: { graph: '//t:g', refs: ['report/month=2001-02'], note: 'for the talk' } },
    handle: async ({ body: { graph, ...wanted }, header, principal }, { requests }) => {
      const idempotencyKey = header('idempotency-key');
      const options = { principal, source: { kind: 'api' as const }, idempotencyKey };
      const accepted = await requests.accept(graph, wanted, options);
      return accepted.ok ? accepted : err(firstProblem(accepted.error));
    },
  }),
  call({
    id: 'listRequests',
    method: 'get',
    path: '/requests',
    tag: 'Requests',
    summary: 'Lists requests, the newest first.',
    action: 'read',
    query: z.strictObject({
      ...PAGE,
      graph: text(1024).optional().describe('Only requests of this graph.'),
      state: z.enum(STATES).optional().describe('Only requests in this state.'),
      parent: id.optional().describe('Only builds of this backfill; left out: only requests that are none.'),
    }),
    answer: { status: 200, schema: pageOf(requestSchema), about: 'A page of requests.' },
    example: { query: { state: 'waiting-for-approval' } },
    handle: async ({ query: { after, limit, graph, state, parent } }, { requests }) => {
      const last = readCursor(after);
      if (!last.ok) return last;
      const found = await requests.page({
        ...(graph !== undefined && { graph }),
        ...(state !== undefined && { state }),
        ...(parent !== undefined && { parent }),
        ...(last.value !== undefined && { after: last.value }),
        limit: limit + 1,
      });
      return ok(page(found, limit, (request) => request.id));
    },
  }),
  call({
    id: 'getRequest',
    method: 'get',
    path: '/requests/{request}',
    tag: 'Requests',
    summary: 'Shows a request with the summary of its plan.',
    action: 'read',
    params: ONE_REQUEST,
    answer: { status: 200, schema: requestSchema, about: 'The request.' },
    problems: [404],
    example: {},
    handle: async ({ params: { request } }, { requests }) => described(await requests.get(request)),
  }),
  call({
    id: 'listRequestTasks',
    method: 'get',
    path: '/requests/{request}/tasks',
    tag: 'Requests',
    summary: 'Lists the tasks of the plan of a request, in the order of the plan, with why each would run.',
    action: 'read',
    params: ONE_REQUEST,
    query: z.strictObject(PAGE),
    answer: { status: 200, schema: pageOf(taskSchema), about: 'A page of tasks.' },
    problems: [404, 409],
    example: {},
    handle: async ({ params: { request }, query: { after, limit } }, { requests }) => {
      const last = readNumberCursor(after);
      if (!last.ok) return last;
      const found = await requests.tasks(request, { after: last.value, limit });
      if (!found.ok) return err(describeRequestFailure(found.error));
      const { items, next } = found.value;
      return ok({ items, ...(next !== undefined && { next: Buffer.from(String(next)).toString('base64url') }) });
    },
  }),
  call({
    id: 'approveRequest',
    method: 'post',
    path: '/requests/{request}/approve',
    tag: 'Requests',
    summary: 'Approves the plan of a request, which is then built as it is.',
    action: 'work',
    params: ONE_REQUEST,
    body: z.strictObject({ plan: text(128).describe('Id of the plan that was looked at: `plan.id` of the request.') }),
    answer: { status: 200, schema: requestSchema, about: 'The request.' },
    problems: [404, 409],
    example: { body: { plan: '$plan' } },
    handle: async ({ params: { request }, body: { plan }, principal }, { requests }) =>
      described(await requests.approve(request, plan, principal)),
  }),
  ...(Object.keys(CHANGES) as (keyof typeof CHANGES)[]).map((action) =>
    call({
      id: `${action}Request`,
      method: 'post',
      path: `/requests/{request}/${action}`,
      tag: 'Requests',
      summary: CHANGES[action],
      action: 'work',
      params: ONE_REQUEST,
      answer: { status: 200, schema: requestSchema, about: 'The request.' },
      problems: [404, 409],
      example: {},
      handle: async ({ params: { request }, principal }, { requests }) =>
        described(await requests[action](request, principal)),
    }),
  ),
  call({
    id: 'changeRequest',
    method: 'patch',
    path: '/requests/{request}',
    tag: 'Requests',
    summary: 'Changes the priority of a request.',
    action: 'work',
    params: ONE_REQUEST,
    body: z.strictObject({ priority: z.int().min(-1_000_000).max(1_000_000).describe('Higher ones start first.') }),
    answer: { status: 200, schema: requestSchema, about: 'The request.' },
    problems: [404, 409],
    example: { body: { priority: 10 } },
    handle: async ({ params: { request }, body: { priority }, principal }, { requests }) =>
      described(await requests.setPriority(request, priority, principal)),
  }),
  call({
    id: 'getBackfillProgress',
    method: 'get',
    path: '/requests/{request}/progress',
    tag: 'Requests',
    summary: 'Shows how far a backfill is.',
    action: 'read',
    params: ONE_REQUEST,
    answer: {
      status: 200,
      schema: backfillProgressSchema,
      about: 'How many of its partitions have which state.',
    },
    problems: [404, 409],
    example: {},
    handle: async ({ params: { request } }, { requests }) => described(await requests.progress(request)),
  }),
  call({
    id: 'listBackfillCells',
    method: 'get',
    path: '/requests/{request}/cells',
    tag: 'Requests',
    summary: 'Lists the parts of a backfill, each with its build and its state.',
    action: 'read',
    params: ONE_REQUEST,
    query: z.strictObject(PAGE),
    answer: {
      status: 200,
      schema: pageOf(backfillCellSchema),
      about: 'A page of parts.',
    },
    problems: [404],
    example: {},
    handle: async ({ params: { request }, query: { after, limit } }, { requests }) => {
      const last = readNumberCursor(after);
      if (!last.ok) return last;
      const from = last.value ?? 0;
      const cells = await requests.cells(request, { after: last.value, limit: limit + 1 });
      if (!cells.ok) return err(describeRequestFailure(cells.error));
      return ok(page(cells.value, limit, () => String(from + limit)));
    },
  }),
  call({
    id: 'listRequestBuilds',
    method: 'get',
    path: '/requests/{request}/builds',
    tag: 'Requests',
    summary: 'Lists the builds that were started for a request, the newest first: their processes, and how they ended.',
    action: 'read',
    params: ONE_REQUEST,
    query: z.strictObject(PAGE),
    answer: { status: 200, schema: pageOf(runSchema), about: 'A page of builds.' },
    problems: [404],
    example: {},
    handle: async ({ params: { request }, query: { after, limit } }, { requests }) => {
      const last = readCursor(after);
      if (!last.ok) return last;
      const known = await requests.get(request);
      if (!known.ok) return err(describeRequestFailure(known.error));
      const query = { request, ...(last.value !== undefined && { after: last.value }), limit: limit + 1 };
      return ok(page(await requests.runs(query), limit, (run) => run.id));
    },
  }),
];

function described<Value>(result: Result<Value, RequestFailure>): Result<Value, Problem> {
  return result.ok ? result : err(describeRequestFailure(result.error));
}

function firstProblem([first]: readonly RequestFailure[]): Problem {
  if (first === undefined) throw new Error('refused without a reason');
  return describeRequestFailure(first);
}
