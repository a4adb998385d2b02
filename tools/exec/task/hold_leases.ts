import { CatalogError, type Catalog, type LeaseTokens } from '../../catalog/index.js';

/** How many times a lease is renewed within its time to live. */
const RENEWALS = 3;

/** Leases that are renewed until disposal, which releases them. */
export interface HeldLeases extends AsyncDisposable {
  /** Aborted when another build has taken over one of them. */
  readonly lost: AbortSignal;
}

/**
 * Renews leases while their tasks run. A catalog that cannot be reached for a while is no loss: recording under the lease
 * shows whether it is still held.
 *
 * @param tokens by key
 */
export function holdLeases(
  catalog: Pick<Catalog, 'heartbeat' | 'release'>,
  tokens: LeaseTokens,
  ttlMs: number,
): HeldLeases {
  const lost = new AbortController();
  let renewing = Promise.resolve();
  const renew = async (): Promise<void> => {
    const gone = await unlessUnreachable(catalog.heartbeat(tokens, ttlMs));
    if (gone !== undefined && gone.length > 0) lost.abort();
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, ttlMs / RENEWALS);
  return {
    lost: lost.signal,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await renewing;
      // A lease that cannot be released expires.
      await unlessUnreachable(catalog.release(tokens));
    },
  };
}

async function unlessUnreachable<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof CatalogError) return undefined;
    throw error;
  }
}
