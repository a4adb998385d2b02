import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../../../base/model/index.js';
import type { Clock } from '../../../base/runtime/index.js';
import { isRole, type Principal, type Role } from '../../programs/index.js';
import { unauthorized, type Authenticator } from './authenticator.js';
import { watchedFile } from './watched_file.js';

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

/** A line of a token file that is not one. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly detail: string;
}

/** Reads a token file: a line `NAME ROLE sha256:DIGEST` for each token, blank lines, and comments after `#`. */
export function readTokens(text: string): { readonly tokens: readonly TokenEntry[]; readonly bad: readonly BadLine[] } {
  const tokens: TokenEntry[] = [];
  const bad: BadLine[] = [];
  for (const [index, typed] of text.split('\n').entries()) {
    const line = typed.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    const [, name = '', role = '', digest = ''] = LINE.exec(line) ?? [];
    if (digest === '') bad.push({ line: index + 1, detail: 'is not NAME ROLE sha256:DIGEST' });
    else if (!isRole(role))
      bad.push({ line: index + 1, detail: `has the role ${role}; roles are viewer, operator and admin` });
    else tokens.push({ principal: { name, role }, digest: Buffer.from(digest, 'hex') });
  }
  return { tokens, bad };
}

/** Lets in whoever sends a token of the file, as `Authorization: Bearer TOKEN`. The file is read again when it changes. */
export function tokenFile(path: string, clock: Pick<Clock, 'elapsed'>, warn: (message: string) => void): Authenticator {
  const tokens = watchedFile(
    path,
    clock,
    (text) => {
      const read = readTokens(text);
      for (const { line, detail } of read.bad) warn(`${path}: line ${String(line)} ${detail}; it lets nobody in`);
      return read.tokens;
    },
    (code) => {
      warn(`${path} cannot be read (${code}); nobody can sign in until it can be`);
    },
  );
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
