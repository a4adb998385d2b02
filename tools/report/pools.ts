import { readOwner, type Pool, type PoolHolder } from '../catalog/index.js';
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
