import { z } from '@hono/zod-openapi';
import { err, NAME, ok } from '../../../base/model/index.js';
import { readOwner, type Pool, type PoolHolder } from '../../../catalog/index.js';
import { recordActivity } from '../../programs/index.js';
import { call } from '../call.js';
import { text } from '../text.js';
import { notFound } from '../problems.js';

/** What `catalog pool set` takes, too. */
const MAX_SLOTS = 2 ** 31 - 1;

const holderSchema = z
  .object({
    owner: z.string().describe('Host and id of the build, with a colon between them.'),
    slots: z.int(),
    since: z.int().describe('Since when, in milliseconds since the epoch.'),
    ageMs: z.int(),
  })
  .openapi('PoolHolder');

const poolSchema = z
  .object({
    name: z.string(),
    slots: z.int().describe('How many attempts may use it at the same time.'),
    holders: z.array(holderSchema).describe('Who holds slots, the longest first.'),
    waiting: z.array(holderSchema).describe('Who waits for slots, in turn.'),
  })
  .openapi('Pool');

type PoolAnswer = z.infer<typeof poolSchema>;

const EXAMPLE = { params: { name: 'warehouse' } };

const named = z.strictObject({
  name: text(1024)
    .refine((name) => NAME.test(name), 'must be a name of 1 to 1,024 characters')
    .describe('Name of the pool.'),
});

export const POOL_CALLS = [
  call({
    id: 'listPools',
    method: 'get',
    path: '/pools',
    tag: 'Pools',
    summary: 'Lists the pools: resources with a limit that all builds on the catalog share.',
    action: 'read',
    answer: { status: 200, schema: z.object({ items: z.array(poolSchema) }), about: 'All pools, by name.' },
    example: {},
    handle: async (_, { catalog }) => ok({ items: (await catalog.pools()).map(answerOf) }),
  }),
  call({
    id: 'getPool',
    method: 'get',
    path: '/pools/{name}',
    tag: 'Pools',
    summary: 'Shows one pool.',
    action: 'read',
    params: named,
    answer: { status: 200, schema: poolSchema, about: 'The pool.' },
    problems: [404],
    example: EXAMPLE,
    handle: async ({ params: { name } }, { catalog }) => {
      const pool = (await catalog.pools()).find((each) => each.name === name);
      return pool === undefined ? err(noPool(name)) : ok(answerOf(pool));
    },
  }),
  call({
    id: 'setPool',
    method: 'put',
    path: '/pools/{name}',
    tag: 'Pools',
    summary: 'Creates a pool, or changes how many slots it has. Slots that are held stay held.',
    action: 'operate',
    params: named,
    body: z.strictObject({ slots: z.int().min(1).max(MAX_SLOTS).describe('How many attempts may use it at once.') }),
    answer: { status: 200, schema: poolSchema, about: 'The pool as it is now.' },
    example: { ...EXAMPLE, body: { slots: 4 } },
    handle: async ({ params: { name }, body: { slots }, principal }, { catalog, clock, database, emit }) => {
      await recordActivity(database, clock.now(), principal, 'set-pool', name, { slots });
      await catalog.setPool(name, slots);
      emit({ type: 'pool', at: clock.now(), pool: name });
      const pool = (await catalog.pools()).find((each) => each.name === name);
      return ok(pool === undefined ? { name, slots, holders: [], waiting: [] } : answerOf(pool));
    },
  }),
  call({
    id: 'removePool',
    method: 'delete',
    path: '/pools/{name}',
    tag: 'Pools',
    summary: 'Removes a pool. What used it has no limit from then on.',
    action: 'operate',
    params: named,
    answer: { status: 204, about: 'The pool is removed.' },
    problems: [404],
    example: EXAMPLE,
    handle: async ({ params: { name }, principal }, { catalog, clock, database, emit }) => {
      if (!(await catalog.removePool(name))) return err(noPool(name));
      await recordActivity(database, clock.now(), principal, 'remove-pool', name);
      emit({ type: 'pool', at: clock.now(), pool: name });
      return ok(undefined);
    },
  }),
];

function noPool(name: string) {
  return notFound(`pool ${name}`, 'GET /pools lists them');
}

function answerOf({ name, slots, holders, waiting }: Pool): PoolAnswer {
  return { name, slots, holders: holders.map(holderOf), waiting: waiting.map(holderOf) };
}

function holderOf({ owner, slots, sinceMs, ageMs }: PoolHolder): PoolAnswer['holders'][number] {
  return { owner: readOwner(owner).name, slots, since: Math.round(sinceMs), ageMs: Math.round(ageMs) };
}
