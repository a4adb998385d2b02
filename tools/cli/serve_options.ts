import { isIP } from 'node:net';
import { err, ok, type Result } from '../base/model/index.js';
import { age, flag, text, texts, wholeNumber, type Option } from './option_kinds.js';

/** The port of a service, unless it is told another one. */
export const DEFAULT_PORT = 8600;

/** How a service knows who calls. */
export type AuthOption =
  { readonly by: 'tokens'; readonly file: string } | { readonly by: 'header'; readonly header: string };

/** Roles of a service. Those of tools/service would load all of it. */
const ROLES = ['viewer', 'operator', 'admin'] as const;

const AUTH: Option<'auth', AuthOption | undefined> = {
  name: 'auth',
  value: 'tokens:FILE|header:NAME',
  help: 'How the service knows who calls. tokens:FILE: by tokens, whose digests are in this file (see --make-token). header:NAME: by a header that a trusted proxy sets. Needed to listen on addresses that other machines reach.',
  default: 'everyone on this machine is an admin',
  repeated: false,
  read: (typed) => readAuth(typed.at(-1)),
};

const MAKE_TOKEN: Option<'make-token', { readonly name: string; readonly role: (typeof ROLES)[number] } | undefined> = {
  name: 'make-token',
  value: 'NAME:ROLE',
  help: 'Print a new token for a person or program with the role viewer, operator or admin, and the line of the token file that lets it in; then end.',
  repeated: false,
  read: (typed) => {
    const last = typed.at(-1);
    if (last === undefined) return ok(undefined);
    const [, name = '', word = ''] = /^([^\s:#]+):(\w+)$/.exec(last) ?? [];
    const role = ROLES.find((each) => each === word);
    if (name !== '' && role !== undefined) return ok({ name, role });
    return err(`--make-token is ${JSON.stringify(last)}; write NAME:ROLE, with the role ${ROLES.join(', ')}`);
  },
};

/** The options that only a service takes. */
export const SERVE_OPTIONS = {
  host: text({
    name: 'host',
    value: 'ADDRESS',
    help: 'Address to listen on.',
    default: '127.0.0.1, which only this machine reaches',
    unlessEmpty: 'it must be an address',
  }),
  port: wholeNumber({
    name: 'port',
    value: 'N',
    help: 'Port to listen on; 0 for any that is free.',
    minimum: 0,
    maximum: 65_535,
    otherwise: DEFAULT_PORT,
  }),
  auth: AUTH,
  authRoles: text({
    name: 'auth-roles',
    value: 'FILE',
    help: 'With --auth header:NAME: a file with a line "USER ROLE" for each user; the user "*" stands for all others.',
    unlessEmpty: 'it must name a file',
  }),
  authProxies: texts({
    name: 'auth-proxy',
    value: 'ADDRESS',
    help: 'With --auth header:NAME: address or network (10.0.0.0/8) of a proxy whose header is trusted. May be repeated. Default: this machine.',
    problemOf: (network) => (isNetwork(network) ? undefined : 'is no address or network'),
  }),
  makeToken: MAKE_TOKEN,
  keepFor: age({
    name: 'keep-for',
    help: 'Drop builds with their events and logs, plans of requests, events of triggers, and former deployments when they are older than this: 90d, 12h or 90m. What a manifest leads to stays.',
    default: 'everything is kept',
  }),
  keepBuilds: wholeNumber({
    name: 'keep-builds',
    value: 'N',
    help: 'With --keep-for: keep the newest N builds, whatever their age.',
    minimum: 0,
    maximum: 1_000_000,
    otherwise: undefined,
  }),
  logCalls: flag({ name: 'log-calls', help: 'Write every call into the log, also those that only read.' }),
} as const;

function readAuth(typed: string | undefined): Result<AuthOption | undefined, string> {
  if (typed === undefined) return ok(undefined);
  const [, kind, value = ''] = /^(tokens|header):(.+)$/.exec(typed) ?? [];
  if (kind === 'tokens') return ok({ by: 'tokens', file: value });
  if (kind === 'header' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)) return ok({ by: 'header', header: value });
  return err(`--auth is ${JSON.stringify(typed)}; write tokens:FILE or header:NAME`);
}

function isNetwork(network: string): boolean {
  const [address = '', bits, ...rest] = network.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
