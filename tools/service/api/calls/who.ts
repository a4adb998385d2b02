import { z } from '@hono/zod-openapi';
import { ok } from '../../../base/model/index.js';
import { ROLES } from '../../programs/index.js';
import { call } from '../call.js';

const principalSchema = z
  .object({ name: z.string(), role: z.enum(ROLES).describe('What the caller may do; `admin` may do everything.') })
  .openapi('Principal');

export const WHO_CALLS = [
  call({
    id: 'whoAmI',
    method: 'get',
    path: '/whoami',
    tag: 'Activity',
    summary: 'Says by which name and in which role the service knows the caller.',
    action: 'read',
    answer: { status: 200, schema: principalSchema, about: 'The caller.' },
    example: {},
    handle: ({ principal: { name, role } }) => Promise.resolve(ok({ name, role })),
  }),
];
