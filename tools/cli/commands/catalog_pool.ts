import { NAME } from '../../base/model/index.js';
import { readOwner, type Pool, type PoolHolder } from '../../catalog/index.js';
import { count, describePool } from '../../report/index.js';
import { withCatalog, withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { writeLines } from '../write_lines.js';

/** Version of the lines of ls. */
const SCHEMA_VERSION = 1;

/** The catalog stores a number of 32 bits. */
const MAX_SLOTS = 2 ** 31 - 1;

export async function runCatalogPool(invocation: GraphInvocation): Promise<number> {
  const { args, usageError } = invocation;
  const [what, ...rest] = args;
  switch (what) {
    case 'set':
      return setPool(invocation, rest);
    case 'ls':
      return rest.length === 0 ? listPools(invocation) : unexpected(invocation, rest[0]);
    case 'rm':
      return removePool(invocation, rest);
    case undefined:
      return usageError('the action is missing; write set NAME SLOTS, ls or rm NAME');
    default:
      return usageError(`unknown action ${JSON.stringify(what)}; write set NAME SLOTS, ls or rm NAME`);
  }
}

async function setPool(invocation: GraphInvocation, [name, amount, ...rest]: readonly string[]): Promise<number> {
  const { messages, options, usageError } = invocation;
  if (name === undefined || name === '') return usageError('the name of the pool is missing; write set NAME SLOTS');
  if (!NAME.test(name)) {
    return usageError(
      `the name of the pool is ${JSON.stringify(name)}; it must have 1 to 1,024 characters, none of them control characters`,
    );
  }
  if (amount === undefined) return usageError(`the number of slots is missing; write set ${name} SLOTS`);
  if (rest.length > 0) return unexpected(invocation, rest[0]);
  const slots = /^[0-9]+$/.test(amount) ? Number(amount) : -1;
  if (slots < 1 || slots > MAX_SLOTS) {
    return usageError(
      `the number of slots is ${JSON.stringify(amount)}; it must be a whole number from 1 to ${MAX_SLOTS}`,
    );
  }
  return withCatalog(invocation, async (catalog) => {
    await catalog.setPool(name, slots);
    if (!options.quiet) messages.line(`pool ${JSON.stringify(name)} has ${count(slots, 'slot')}`);
    return 0;
  });
}

async function removePool(invocation: GraphInvocation, [name, ...rest]: readonly string[]): Promise<number> {
  const { messages, options, refuse, usageError } = invocation;
  if (name === undefined) return usageError('the name of the pool is missing; write rm NAME');
  if (rest.length > 0) return unexpected(invocation, rest[0]);
  return withCatalog(invocation, async (catalog) => {
    if (!(await catalog.removePool(name))) {
      return refuse(`the catalog has no pool ${JSON.stringify(name)}; pool ls prints those that it has`);
    }
    if (!options.quiet) messages.line(`removed pool ${JSON.stringify(name)}`);
    return 0;
  });
}

function listPools(invocation: GraphInvocation): Promise<number> {
  const { messages, options } = invocation;
  return withCatalogView(invocation, async (catalog) => {
    const pools = await catalog.pools();
    await writeLines(
      invocation,
      pools.flatMap((pool) => (options.json ? [JSON.stringify(jsonOf(pool))] : describePool(pool))),
    );
    if (pools.length === 0 && !options.quiet)
      messages.line('the catalog has no pools; pool set NAME SLOTS creates one');
    return 0;
  });
}

function jsonOf({ name, slots, holders, waiting }: Pool): object {
  const rowOf = ({ owner, slots: amount, sinceMs, ageMs }: PoolHolder): object => ({
    ...{ owner: readOwner(owner).name, slots: amount, since: new Date(sinceMs).toISOString(), ageMs },
  });
  return { schemaVersion: SCHEMA_VERSION, name, slots, holders: holders.map(rowOf), waiting: waiting.map(rowOf) };
}

function unexpected({ usageError }: GraphInvocation, word: string | undefined): number {
  return usageError(`unexpected argument ${JSON.stringify(word ?? '')}`);
}
