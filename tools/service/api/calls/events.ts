import { z } from '@hono/zod-openapi';
import { err, ok } from '../../../base/model/index.js';
import { call } from '../call.js';
import { badRequest } from '../problems.js';
import { text } from '../text.js';

/** Types of events. The clients of a type are told of new ones by `reload`. */
const TYPES = ['request', 'build', 'task', 'trigger', 'deployment', 'pool', 'partitions', 'trouble', 'reload'] as const;

const isType = (word: string): boolean => TYPES.some((type) => type === word);

export const EVENT_CALLS = [
  call({
    id: 'followEvents',
    method: 'get',
    path: '/events',
    tag: 'Events',
    summary:
      'Follows what happens, as server-sent events: what changed, not what it is now. An event `reload` says that events were missed.',
    action: 'read',
    query: z.strictObject({
      types: text(256)
        .optional()
        .describe(`Only these types, with commas between them: ${TYPES.join(', ')}.`),
    }),
    headers: { 'last-event-id': 'Id of the last event that the client got, to go on after it.' },
    timeoutMs: 0,
    answer: { status: 200, stream: 'text/event-stream', about: 'Events, as they happen.' },
    example: { query: { types: 'request,build' } },
    handle: ({ query: { types }, header, signal }, { events }) => {
      const words = types?.split(',').filter((word) => word !== '');
      const unknown = words?.find((word) => !isType(word));
      if (unknown !== undefined) {
        const detail = `there is no type ${JSON.stringify(unknown)}; types are ${TYPES.join(', ')}`;
        return Promise.resolve(err(badRequest('unknown-type', detail, [{ field: 'types', detail }])));
      }
      const wanted = words === undefined ? undefined : new Set([...words, 'reload']);
      return Promise.resolve(ok(events.follow(header('last-event-id'), wanted, signal)));
    },
  }),
];
