import type { Clock } from '../../base/runtime/index.js';

/** Clients that are remembered at most. With more, those that have been quiet are forgotten. */
const MAX_CLIENTS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** How many calls each client may make. */
export interface RateLimit {
  /** Counts a call. @returns 0 if it may be made, else how many seconds later one may be */
  readonly take: (client: string) => number;
}

/** @param perSecond calls a second that each client may make all the time; twice as many in one second */
export function rateLimit(perSecond: number, { elapsed }: Pick<Clock, 'elapsed'>): RateLimit {
  const burst = perSecond * 2;
  const buckets = new Map<string, Bucket>();
  const filled = ({ tokens, at }: Bucket): number => Math.min(burst, tokens + ((elapsed() - at) / 1000) * perSecond);
  return {
    take: (client) => {
      const bucket = buckets.get(client) ?? { tokens: burst, at: elapsed() };
      if (!buckets.has(client)) {
        if (buckets.size >= MAX_CLIENTS) {
          for (const [name, each] of buckets) if (filled(each) >= burst) buckets.delete(name);
        }
        buckets.set(client, bucket);
      }
      bucket.tokens = filled(bucket);
      bucket.at = elapsed();
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perSecond);
      bucket.tokens -= 1;
      return 0;
    },
  };
}
