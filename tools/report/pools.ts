import { readOwner, type Pool, type PoolHolder } from '../catalog/index.js';
import type { PoolHolding } from '../exec/index.js';
import { count, elapsed, number } from './numbers.js';
import { name as shown } from './show.js';

/** A pool in lines: how many slots it has, and below it who holds slots and who waits. */
export function describePool({ name, slots, holders, waiting }: Pool): string[] {
  const held = holders.reduce((sum, holder) => sum + holder.slots, 0);
  return [
    `${shown(name)}: ${number(held)} of ${count(slots, 'slot')} in use`,
    ...holders.map((holder) => `  ${describeHolder(holder)}`),
    ...waiting.map((waiter) => `  waiting: ${describeHolder(waiter)}`),
  ];
}

function describeHolder({ owner, slots, ageMs }: PoolHolder): string {
  return `${shown(readOwner(owner).name)}, ${count(slots, 'slot')} for ${elapsed(ageMs)}`;
}

/** That a task waits for slots of a pool, who holds them, and since when. */
export function describePoolWait({
  pool,
  slots,
  holders,
}: {
  readonly pool: string;
  readonly slots: number;
  readonly holders: readonly PoolHolding[];
}): string {
  const texts = holders.map(
    ({ owner, slots: held, since }) =>
      `${shown(owner)} (${count(held, 'slot')} since ${new Date(since).toISOString()})`,
  );
  return `waiting for ${count(slots, 'slot')} of pool ${shown(pool)}, held by ${texts.join(', ')}`;
}
