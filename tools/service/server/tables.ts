import type { Database } from '../../catalog/index.js';
import { migrateDeployments } from '../deployments/index.js';
import { migrateActivity } from '../programs/index.js';
import { migrateRequests } from '../requests/index.js';
import { migrateTriggers } from '../triggers/index.js';

/** The tables of each part, in the order in which they are made. */
const MIGRATIONS: Readonly<Record<string, (database: Database) => Promise<{ readonly newer?: number } | undefined>>> = {
  activity: migrateActivity,
  deployments: migrateDeployments,
  requests: (database) => migrateRequests({ database }),
  triggers: migrateTriggers,
};

/** Makes the tables of the service. @returns which of them a later DataBuild has changed, if any */
export async function makeTables(database: Database): Promise<string | undefined> {
  for (const [tables, migrate] of Object.entries(MIGRATIONS)) {
    const migrated = await migrate(database);
    if (migrated?.newer !== undefined) return tables;
  }
  return undefined;
}
