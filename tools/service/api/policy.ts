import { err, ok, type Result } from '../../base/model/index.js';
import type { Principal, Problem, Role } from '../programs/index.js';

/**
 * What a call does, for the policy. `read`: everything that the service knows. `work`: start, approve, stop and retry work,
 * also by triggers. `operate`: change what runs: deployments and pools.
 */
export type Action = 'read' | 'work' | 'operate';

const ALLOWED: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['read'],
  operator: ['read', 'work'],
  admin: ['read', 'work', 'operate'],
};

const NEEDED: Readonly<Record<Action, Role>> = { read: 'viewer', work: 'operator', operate: 'admin' };

/** The least role that may do something. */
export function roleFor(action: Action): Role {
  return NEEDED[action];
}

/** Whether a principal may do something: the one place that decides. */
export function mayDo({ name, role }: Principal, action: Action): Result<void, Problem> {
  if (ALLOWED[role].includes(action)) return ok(undefined);
  return err({
    status: 403,
    reason: 'not-allowed',
    title: 'Not allowed',
    detail: `${name} has the role ${role}; this call needs the role ${NEEDED[action]}`,
  });
}
