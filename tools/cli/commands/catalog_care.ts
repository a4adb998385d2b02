import type { CatalogView } from '../../catalog/index.js';
import { count, describeCatalogProblem, number, type WorkMeter } from '../../report/index.js';
import { withCatalog, withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { workMeter } from '../work_meter.js';
import { writeLines } from '../write_lines.js';

/** Version of the lines of verify, and of the report of gc. */
const SCHEMA_VERSION = 1;

export async function runCatalogGc(invocation: GraphInvocation): Promise<number> {
  const { args, messages, options, out, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}; gc takes options only`);
  const { keepLast } = options;
  if (keepLast === undefined)
    return usageError('--keep-last is missing; set the number of manifests to keep of each ref');
  return withCatalog(invocation, async (catalog) => {
    const meter = workMeter(invocation, false);
    meter.begin('looking for manifests to drop');
    const report = await catalog.gc({ keepLast });
    meter.end();
    if (options.json) await out.write(`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...report })}\n`);
    if (!options.quiet) {
      messages.line(`dropped ${count(report.manifestsDropped, 'manifest')}, kept ${number(report.manifestsKept)}`);
    }
    return 0;
  });
}

export async function runCatalogVerify(invocation: GraphInvocation): Promise<number> {
  const { args, messages, options, usageError } = invocation;
  if (args.length > 0)
    return usageError(`unexpected argument ${JSON.stringify(args[0])}; verify reads the whole catalog`);
  return withCatalogView(invocation, async (catalog) => {
    const meter = workMeter(invocation, false);
    meter.begin('verifying the catalog');
    const problems = await writeLines(invocation, problemLines(catalog, options.json, meter), {
      // The meter counts rows, not problems.
      add: () => undefined,
      end: () => {
        meter.end();
      },
    });
    if (!options.quiet) {
      messages.line(problems === 0 ? 'the catalog is in order' : `the catalog has ${count(problems, 'problem')}`);
    }
    return problems === 0 ? 0 : 1;
  });
}

async function* problemLines(catalog: CatalogView, json: boolean, meter: WorkMeter): AsyncGenerator<string> {
  const problems = catalog.verify((rows) => {
    meter.add(rows);
  });
  for await (const problem of problems) {
    yield json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...problem }) : describeCatalogProblem(problem);
  }
}
