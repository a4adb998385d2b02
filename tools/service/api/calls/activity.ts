import { z } from '@hono/zod-openapi';
import { ok } from '../../../base/model/index.js';
import { listActivity } from '../../programs/index.js';
import { call } from '../call.js';
import { page, PAGE, pageOf, readNumberCursor } from '../pages.js';
import { text } from '../text.js';

const activitySchema = z
  .object({
    seq: z.int(),
    at: z.int().describe('Milliseconds since the epoch.'),
    who: z.string(),
    action: z.string().describe('`approve-request`, `set-pool` …'),
    subject: z.string().describe('What was changed, such as the id of a request.'),
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi('Activity');

export const ACTIVITY_CALLS = [
  call({
    id: 'listActivity',
    method: 'get',
    path: '/activity',
    tag: 'Activity',
    summary: 'Lists who changed what, the newest change first. Entries are never changed or removed.',
    action: 'read',
    query: z.strictObject({
      ...PAGE,
      who: text(256).optional().describe('Only what this principal did.'),
      action: text(64).optional().describe('Only this action.'),
      subject: text(1024).optional().describe('Only what was done to this.'),
    }),
    answer: { status: 200, schema: pageOf(activitySchema), about: 'A page of changes.' },
    example: { query: { limit: '10' } },
    handle: async ({ query: { after, limit, who, action, subject } }, { database }) => {
      const before = readNumberCursor(after);
      if (!before.ok) return before;
      const found = await listActivity(database, { before: before.value, who, action, subject, limit: limit + 1 });
      return ok(page(found, limit, ({ seq }) => String(seq)));
    },
  }),
];
