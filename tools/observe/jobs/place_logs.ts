import { basename, join } from 'node:path';
import type { JobCatalogView } from '../../catalog/index.js';

interface LostLog {
  readonly buildId: string;
  readonly host: string;
  readonly path: string;
}

/**
 * Where logs were written that are not here. Manifests name neither the machine of the build nor the state directory; the job
 * catalog does. One query for any number of logs.
 */
export async function placeLogs<L extends LostLog>(logs: readonly L[], jobs: JobCatalogView | undefined): Promise<L[]> {
  const ids = [...new Set(logs.map(({ buildId }) => buildId))];
  const records = ids.length === 0 ? [] : ((await jobs?.builds({ ids, limit: ids.length })) ?? []);
  const builds = new Map(records.map((record) => [record.buildId, record]));
  return logs.map((log) => {
    const build = builds.get(log.buildId);
    return build === undefined ? log : { ...log, host: build.host, path: join(build.logDir, basename(log.path)) };
  });
}
