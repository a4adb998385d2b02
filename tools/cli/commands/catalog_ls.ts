import { grid, ls, type CatalogView, type ListQuery } from '../../catalog/index.js';
import { withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { readRefGlob, type RefGlob } from '../ref_glob.js';
import { workMeter } from '../work_meter.js';
import { writeLines } from '../write_lines.js';

export async function runCatalogLs(invocation: GraphInvocation): Promise<number> {
  const { args, options, messages, usageError } = invocation;
  const [prefix, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one prefix`);
  const forms = [options.long, options.json, options.grid !== undefined].filter((form) => form);
  if (forms.length > 1) return usageError('--long, --json and --grid are three ways to print; choose one');
  const glob = options.grid === undefined ? undefined : readRefGlob(options.grid);
  if (glob?.ok === false) return usageError(`--grid ${JSON.stringify(options.grid)}: ${glob.error}`);

  return withCatalogView(invocation, async (catalog) => {
    const meter = workMeter(invocation, true);
    meter.begin('listing the catalog', 'line');
    const query = { prefix, since: options.since, until: options.until };
    const lines =
      glob === undefined
        ? ls(catalog, query, options.json ? 'json' : options.long ? 'long' : 'refs')
        : await grid(matching(catalog, glob.value), query);
    const printed = await writeLines(invocation, lines, meter);
    if (printed === 0 && !options.quiet)
      messages.line(nothingListed(Object.values(query).some((value) => value !== undefined) || glob !== undefined));
    return 0;
  });
}

function nothingListed(isRestricted: boolean): string {
  return isRestricted ? 'no partition of the catalog matches' : 'the catalog has no partitions';
}

/** The part of a catalog whose refs match a pattern. */
function matching(catalog: CatalogView, glob: RefGlob): Pick<CatalogView, 'list'> {
  return {
    async *list(query: ListQuery = {}) {
      for await (const partition of catalog.list({ ...query, prefix: query.prefix ?? glob.prefix })) {
        if (glob.matches(partition.ref)) yield partition;
      }
    },
  };
}
