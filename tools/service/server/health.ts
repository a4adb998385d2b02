import type { Database } from '../../catalog/index.js';
import { CatalogError } from '../../catalog/index.js';
import { describeCatalogFailure } from '../../report/index.js';
import type { App } from '../api/index.js';

export interface HealthOptions {
  readonly database: Database;
  /** What does not work: part → why. */
  readonly troubles: () => ReadonlyMap<string, string>;
  /** Whether the service is stopping. */
  readonly stopping: () => boolean;
}

/**
 * Adds `/healthz` (the process answers) and `/readyz` (it can do its work: the database answers, and no loop has failed).
 * Neither needs a token, and neither tells more than that.
 */
export function addHealth(app: App, { database, troubles, stopping }: HealthOptions): void {
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const failed = new Map(troubles());
    if (stopping()) failed.set('service', 'it is stopping');
    await database.all('SELECT 1').catch((error: unknown) => {
      failed.set(
        'catalog',
        error instanceof CatalogError ? describeCatalogFailure(error.failure) : 'it does not answer',
      );
    });
    const problems = Object.fromEntries(failed);
    return context.json(
      failed.size === 0 ? { status: 'ready' } : { status: 'not ready', problems },
      failed.size === 0 ? 200 : 503,
    );
  });
}
