import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../../../base/model/index.js';
import type { Clock } from '../../../base/runtime/index.js';
import { isRole, type Principal, type Role } from '../../programs/index.js';
import { unauthorized, type Authenticator } from './authenticator.js';
import { signInFile } from './sign_in_file.js';

/** Tokens begin with this, so that scanners find those that were published by mistake. */
const PREFIX = 'dbt_';

/** Random bytes of a token. With so many, a fast hash is as good as a slow one. */
const TOKEN_BYTES = 32;

const LINE = /^(\S+)\s+(\S+)\s+sha256:([0-9a-f]{64})$/;

/** A new token, and the line of the token file that lets it in. The file never has the token itself. */
export function makeToken(name: string, role: Role): { readonly token: string; readonly line: string } {
  const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  return { token, line: `${name} ${role} sha256:${hash('sha256', token)}` };
}

interface TokenEntry {
  readonly principal: Principal;
  readonly digest: Buffer;
}

/** Reads a line of a token file: `NAME ROLE sha256:DIGEST`. */
function readToken(line: string): Result<TokenEntry, string> {
  const [, name = '', role = '', digest = ''] = LINE.exec(line) ?? [];
  if (digest === '') return err('is not NAME ROLE sha256:DIGEST');
  if (!isRole(role)) return err(`has the role ${role}; roles are viewer, operator and admin`);
  return ok({ principal: { name, role }, digest: Buffer.from(digest, 'hex') });
}

/** Lets in callers that send a token of the sign-in file, as `Authorization: Bearer TOKEN`. */
export function tokenFile(path: string, clock: Pick<Clock, 'elapsed'>, warn: (message: string) => void): Authenticator {
  const tokens = signInFile({ path, clock, warn, readLine: readToken, collect: (entries) => entries });
  return {
    open: false,
    identify: ({ header }) => identify(header('authorization'), tokens()),
  };
}

function identify(
  authorization: string | undefined,
  tokens: readonly TokenEntry[],
): Result<Principal, ReturnType<typeof unauthorized>> {
  const [, token] = /^Bearer +([\w~+/=.-]+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) return err(unauthorized('send a token: Authorization: Bearer TOKEN'));
  const digest = Buffer.from(hash('sha256', token), 'hex');
  // All are compared, so that the time says nothing of which one is close.
  const [found] = tokens.filter((each) => timingSafeEqual(each.digest, digest));
  return found === undefined
    ? err(unauthorized('no such token; ask the operator of the service for one'))
    : ok(found.principal);
}
