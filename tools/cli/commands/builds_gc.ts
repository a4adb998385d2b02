import { dropBuilds, openJobTables } from '../../observe/jobs/index.js';
import { count, describeCatalogFailure, describeEventsFailure, number } from '../../report/index.js';
import { withCatalog } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { siteOf } from '../session.js';

/** Version of the report with --json. */
const SCHEMA_VERSION = 1;

export async function runBuildsGc(invocation: GraphInvocation): Promise<number> {
  const { args, cancellation, context, messages, options, out, refuse, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}; gc takes options only`);
  const { keep, older } = options;
  if (keep === undefined && older === undefined) {
    return usageError('--keep and --older are missing; set how many builds to keep, or for how long');
  }
  const { stateDir, catalogUrl, host } = { ...siteOf(invocation), host: context.host };
  return withCatalog(invocation, async (catalog) => {
    const location = { stateDir, url: catalogUrl };
    const opened = await openJobTables(location);
    if (!opened.ok) return refuse(describeCatalogFailure(opened.error));
    await using database = opened.value;
    const retention = { keep, before: older === undefined ? undefined : Date.now() - older };
    const { signal } = cancellation;
    const report = await dropBuilds({ location, host, catalog, database, retention, signal });
    if (!report.ok) return refuse(describeEventsFailure(report.error));
    if (options.json) await out.write(`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...report.value })}\n`);
    if (!options.quiet) {
      const { buildsDropped, buildsKept, buildsOpen, logsKept } = report.value;
      const open = buildsOpen === 0 ? '' : `; ${number(buildsOpen)} may still run`;
      const logs = logsKept === 0 ? '' : `; ${count(logsKept, 'log')} of partitions that exist stay`;
      messages.line(`dropped ${count(buildsDropped, 'build')}, kept ${number(buildsKept)}${open}${logs}`);
    }
    return 0;
  });
}
