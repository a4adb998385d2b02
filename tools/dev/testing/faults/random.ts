/** Pseudo-random numbers that are the same for the same seed. */
export interface Random {
  /** A number of at least 0 and less than 1. */
  readonly next: () => number;
  /** A whole number of at least 0 and less than `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** Mulberry32: small, and good enough for choosing times and edges. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[below(from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  };
  return { next, below, pick };
}
