import { BlockList, isIPv6 } from 'node:net';
import { err, ok, type Result } from '../../../base/model/index.js';
import type { Clock } from '../../../base/runtime/index.js';
import { isRole, type Role } from '../../programs/index.js';
import { unauthorized, type Authenticator } from './authenticator.js';
import { signInFile } from './sign_in_file.js';

/** The name in a role file that stands for everyone without a line. */
const OTHERS = '*';

const USER = /^[\p{L}\p{N}@._+-]{1,128}$/u;

/** A proxy in front of the service that says who calls. */
export interface ProxyOptions {
  /** The header with the name of the user, in lower case. */
  readonly header: string;
  /** A sign-in file with a line `NAME ROLE` for each user; `*` stands for all others. */
  readonly rolesFile: string;
  /** Addresses and networks (`10.0.0.0/8`) of proxies. What others say in the header does not count. */
  readonly proxies: readonly string[];
}

/** Reads a line of a role file: `NAME ROLE`. */
function readRole(line: string): Result<readonly [name: string, role: Role], string> {
  const [name = '', role = '', ...rest] = line.split(/\s+/);
  return isRole(role) && rest.length === 0
    ? ok([name, role])
    : err('is not NAME ROLE, with the role viewer, operator or admin');
}

/** Lets in the users that a trusted proxy names. */
export function proxyHeader(
  { header: name, rolesFile, proxies }: ProxyOptions,
  clock: Pick<Clock, 'elapsed'>,
  warn: (message: string) => void,
): Authenticator {
  const trusted = blockListOf(proxies);
  const roles = signInFile({
    ...{ path: rolesFile, clock, warn, readLine: readRole },
    collect: (entries) => new Map(entries),
  });
  return {
    open: false,
    identify: ({ header, peer }) => {
      if (!trusted.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4')) {
        return err(unauthorized('this service is reached through its proxy; call the address of the proxy'));
      }
      const user = header(name);
      if (user === undefined || !USER.test(user)) {
        return err(unauthorized(`the proxy named no user in the header ${name}; sign in there`));
      }
      const known = roles();
      const role = known.get(user) ?? known.get(OTHERS);
      if (role === undefined) return err(unauthorized(`${user} has no role; ask the operator of the service for one`));
      return ok({ name: user, role });
    },
  };
}

/** @param networks each valid, as `isNetwork` checks */
function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
