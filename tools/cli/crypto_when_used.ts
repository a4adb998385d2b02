import type * as crypto from 'node:crypto';

/**
 * Replaces `node:crypto` in the bundle: it loads the module when something of it is first called. Loading it takes a fifth of the
 * time in which a short task runs, and most tasks need nothing of it.
 */
function whenUsed<Name extends 'createHash' | 'hash'>(name: Name): (typeof crypto)[Name] {
  const call = (...given: unknown[]): unknown =>
    (process.getBuiltinModule('node:crypto')[name] as unknown as (...given: unknown[]) => unknown)(...given);
  return call as unknown as (typeof crypto)[Name];
}

export const createHash = whenUsed('createHash');
export const hash = whenUsed('hash');
