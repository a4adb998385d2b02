import { z } from '@hono/zod-openapi';
import { err, ok, type Result } from '../../../base/model/index.js';
import type { Problem } from '../../programs/index.js';
import {
  describeTriggerFailure,
  type Simulation,
  type TriggerEvent,
  type TriggerFailure,
  type TriggerView,
} from '../../triggers/index.js';
import { call } from '../call.js';
import { describes } from '../described.js';
import { ONE_GRAPH } from '../graph_of.js';
import { page, PAGE, pageOf, readCursor } from '../pages.js';
import { refSchema } from '../refs.js';
import { text } from '../text.js';

/** Slots of one simulation, for each of which a program of the graph is called. */
const MAX_SLOTS = 100;

const ONE_TRIGGER = ONE_GRAPH.extend({ name: text(256).describe('Name of the trigger.') });

const at = z.int().describe('Milliseconds since the epoch.');

const problemSchema = z.looseObject({
  reason: z.string(),
  detail: z.string(),
  at: at.describe('When it happened last.'),
  nextTry: z.int().optional().describe('When it is tried again; left out: when something is changed.'),
});

const declaredSchema = z
  .looseObject({
    refs: z.string().optional(),
    requests: z.array(z.string()).optional(),
    refresh: z.boolean().optional(),
    schedule: z.string().optional(),
    timezone: z.string().optional(),
    catchUp: z.enum(['all', 'latest', 'none']),
    onPartitions: z.array(z.string()).optional(),
    http: z.boolean().optional(),
    poll: z.string().optional(),
    pollSeconds: z.int().optional(),
  })
  .describe('As the BUILD file declares it.');

const rangeSchema = z.looseObject({
  after: z.int(),
  until: z.int(),
  reason: z.string(),
  count: z.int().describe('How many slots: all after `after` and up to `until`.'),
});

const eventSchema = describes<TriggerEvent>(
  z
    .looseObject({
      id: z.string(),
      key: z.string(),
      kind: z
        .string()
        .describe('`slot`, `partitions`, `event`, `poll`, `hand`, or `skipped` for slots that are not handled.'),
      at,
      payload: z.looseObject({}).describe('What happened; of `skipped`: which slots, and why.'),
      attempts: z.int().describe('How often the programs of the trigger have failed on it.'),
      problem: problemSchema.optional(),
      endedAt: z.int().optional().describe('Left out: it is waiting.'),
      request: z.string().optional().describe('Id of the request that it made.'),
      reason: z.string().optional().describe('Why it made no request.'),
      detail: z.string().optional(),
    })
    .openapi('TriggerEvent'),
);

const triggerSchema = describes<TriggerView>(
  z
    .looseObject({
      graph: z.string(),
      name: z.string(),
      deployment: z.string(),
      trigger: declaredSchema,
      isPaused: z.boolean(),
      nextSlots: z.array(z.int()).describe('The next slots of its schedule, in milliseconds since the epoch.'),
      nextPoll: z.int().optional().describe('When its poll program is called next.'),
      waiting: z.int().describe('Slots and events that wait.'),
      lagMs: z.number().describe('How long the oldest of them has waited.'),
      failures: z.int().describe('Calls of its programs that failed since one succeeded.'),
      problem: problemSchema.optional(),
      lastEvents: z.array(eventSchema).describe('The newest first.'),
    })
    .openapi('Trigger'),
);

const simulatedSchema = z.looseObject({
  at,
  key: z.string(),
  refs: z.array(z.string()).optional().describe('The first refs that it would ask for.'),
  count: z.int().optional().describe('How many refs.'),
  reason: z.string().optional().describe('Why it would ask for nothing.'),
  detail: z.string().optional(),
});

const simulationSchema = describes<Simulation>(
  z
    .looseObject({
      slots: z.array(simulatedSchema),
      isCut: z.boolean().describe('Whether there are more slots.'),
      next: simulatedSchema.optional().describe('The slot after now.'),
      catchUp: z
        .looseObject({ handled: z.array(z.int()), skipped: z.array(rangeSchema) })
        .describe('What becomes of the slots that passed and were not looked at, such as while it is paused.'),
    })
    .openapi('Simulation'),
);

const time = z.iso.datetime({ offset: true }).transform((typed) => Date.parse(typed));

export const TRIGGER_CALLS = [
  call({
    id: 'listTriggers',
    method: 'get',
    path: '/triggers',
    tag: 'Triggers',
    summary: 'Lists the triggers of the current deployments.',
    action: 'read',
    query: z.strictObject({ graph: text(1024).optional().describe('Only triggers of this graph.') }),
    answer: { status: 200, schema: z.object({ items: z.array(triggerSchema) }), about: 'All triggers.' },
    example: {},
    handle: async ({ query: { graph } }, { triggers }) => ok({ items: await triggers.list(graph) }),
  }),
  call({
    id: 'getTrigger',
    method: 'get',
    path: '/graphs/{graph}/triggers/{name}',
    tag: 'Triggers',
    summary: 'Shows a trigger with its next slots and its last events.',
    action: 'read',
    params: ONE_TRIGGER,
    answer: { status: 200, schema: triggerSchema, about: 'The trigger.' },
    problems: [404],
    example: { params: { name: 'daily' } },
    handle: async ({ params: { graph, name } }, { triggers }) => described(await triggers.get(graph, name)),
  }),
  call({
    id: 'listTriggerEvents',
    method: 'get',
    path: '/graphs/{graph}/triggers/{name}/events',
    tag: 'Triggers',
    summary: 'Lists the slots and events of a trigger, the newest first, each with its request or why there is none.',
    action: 'read',
    params: ONE_TRIGGER,
    query: z.strictObject(PAGE),
    answer: { status: 200, schema: pageOf(eventSchema), about: 'A page of events.' },
    example: { params: { name: 'daily' } },
    handle: async ({ params: { graph, name }, query: { after, limit } }, { triggers }) => {
      const before = readCursor(after);
      if (!before.ok) return before;
      const found = await triggers.events(graph, name, { before: before.value, limit: limit + 1 });
      return ok(page(found, limit, ({ id }) => id));
    },
  }),
  call({
    id: 'sendTriggerEvent',
    method: 'post',
    path: '/graphs/{graph}/triggers/{name}/events',
    tag: 'Triggers',
    summary:
      'Sends an event to a trigger that takes them (`http = True`). It is recorded when this answers, and handled then.',
    action: 'work',
    params: ONE_TRIGGER,
    body: describes<unknown>(z.unknown().openapi({ description: 'What the refs program of the trigger is told.' })),
    headers: { 'idempotency-key': 'Calls with the same key are one event.' },
    answer: { status: 202, schema: eventSchema, about: 'The event.' },
    problems: [404, 409, 422],
    example: { params: { name: 'daily' }, body: { month: '2001-02' } },
    handle: async ({ params: { graph, name }, body, header, principal }, { triggers }) =>
      described(await triggers.event(graph, name, { body: body ?? null, key: header('idempotency-key') }, principal)),
  }),
  ...(['pause', 'resume'] as const).map((action) =>
    call({
      id: `${action}Trigger`,
      method: 'post',
      path: `/graphs/{graph}/triggers/{name}/${action}`,
      tag: 'Triggers',
      summary:
        action === 'pause'
          ? 'Pauses a trigger: it makes no requests until it is resumed.'
          : 'Resumes a trigger. What happened meanwhile is handled as its `catch_up` says.',
      action: 'work',
      params: ONE_TRIGGER,
      answer: { status: 200, schema: triggerSchema, about: 'The trigger.' },
      problems: [404],
      example: { params: { name: 'daily' } },
      handle: async ({ params: { graph, name }, principal }, { triggers }) => {
        const done = await triggers[action](graph, name, principal);
        return done.ok ? described(await triggers.get(graph, name)) : err(describeTriggerFailure(done.error));
      },
    }),
  ),
  call({
    id: 'fireTrigger',
    method: 'post',
    path: '/graphs/{graph}/triggers/{name}/fire',
    tag: 'Triggers',
    summary: 'Makes an event of a trigger by hand, also while it is paused: of a slot, of partitions, or with a body.',
    action: 'work',
    params: ONE_TRIGGER,
    body: z.strictObject({
      slot: time.optional().describe('The slot of its schedule, such as `2024-03-01T06:00:00Z`.'),
      partitions: z.array(refSchema).max(1000).optional().describe('Partitions, as if they had been recorded.'),
      body: z.unknown().optional().describe('The body of an event by HTTP.'),
      key: text(256).optional().describe('Events with the same key are one.'),
    }),
    answer: { status: 202, schema: eventSchema, about: 'The event.' },
    problems: [404, 409, 422],
    example: { params: { name: 'daily' }, body: { slot: '2001-02-01T06:00:00Z' } },
    handle: async ({ params: { graph, name }, body: options, principal }, { triggers }) =>
      described(await triggers.fire(graph, name, options, principal)),
  }),
  call({
    id: 'simulateTrigger',
    method: 'get',
    path: '/graphs/{graph}/triggers/{name}/simulate',
    tag: 'Triggers',
    summary:
      'Says what a trigger would have asked for between two times, and what it will ask for next. Changes nothing.',
    action: 'read',
    params: ONE_TRIGGER,
    query: z.strictObject({
      from: time.describe('After this time.'),
      to: time.describe('Up to this time.'),
      limit: z.coerce.number().int().min(1).max(MAX_SLOTS).default(20).describe('The maximum number of slots.'),
    }),
    timeoutMs: 120_000,
    answer: {
      status: 200,
      schema: simulationSchema,
      about: 'The slots, with what the trigger would ask for.',
    },
    problems: [400, 404, 409],
    example: { params: { name: 'daily' }, query: { from: '2001-02-01T00:00:00Z', to: '2001-02-08T00:00:00Z' } },
    handle: async ({ params: { graph, name }, query, signal }, { triggers }) =>
      described(await triggers.simulate(graph, name, { ...query, signal })),
  }),
];

function described<Value>(result: Result<Value, TriggerFailure>): Result<Value, Problem> {
  return result.ok ? result : err(describeTriggerFailure(result.error));
}
