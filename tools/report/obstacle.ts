import type { Obstacle } from '../base/runtime/index.js';
import { describeCode } from './error_codes.js';
import { whole } from './show.js';

const GROUP_WRITE = 0o020;

/**
 * The obstacle and its owner: `/s/x: permission denied (EACCES), owner uid 1002, group gid 1000, mode 644`.
 *
 * @param named a path that the message has already named
 */
export function describeObstacle({ file, code, owner }: Obstacle, named?: string): string {
  const whose = owner === undefined || code !== 'EACCES' ? '' : `, ${describeOwner(owner)}`;
  return `${file === named ? '' : `${whole(file)}: `}${describeCode(code)}${whose}`;
}

function describeOwner({ uid, gid, mode }: NonNullable<Obstacle['owner']>): string {
  return `owner uid ${String(uid)}, group gid ${String(gid)}, mode ${mode.toString(8).padStart(3, '0')}`;
}

/** How this account, or the owner, can give this account the missing right; nothing if that would not help. */
export function fixOfObstacle({ file, code, owner }: Obstacle): string | undefined {
  if (code !== 'EACCES' || owner === undefined) return undefined;
  if (owner.self === true) return `run "chmod u+rwX ${whole(file)}"`;
  if ((owner.mode & GROUP_WRITE) === 0) return `its owner can share it with "chmod g+rwX ${whole(file)}"`;
  return `become a member of its group, or its owner can change that with "chgrp GROUP ${whole(file)}"`;
}
