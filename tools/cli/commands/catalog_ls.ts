import {
  err,
  ok,
  patternsOf,
  selects,
  type PartitionRef,
  type Result,
  type Selection,
} from '../../base/model/index.js';
import { findMissing, grid, ls, missingLines, type CatalogView, type ListQuery } from '../../catalog/index.js';
import { expectedRefs } from '../../driver/index.js';
import { count, describeExpectedFailure } from '../../report/index.js';
import { withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { dimensionsOf } from '../dimensions.js';
import { selectionOf } from '../requested.js';
import { siteOf, tell } from '../session.js';
import { workMeter } from '../work_meter.js';
import { writeLines } from '../write_lines.js';

export async function runCatalogLs(invocation: GraphInvocation): Promise<number> {
  const { args, descriptor, options, usageError } = invocation;
  const [prefix, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one prefix`);
  const problem = problemOf(invocation);
  if (problem !== undefined) return usageError(problem);
  const pattern = options.grid === 'all' ? undefined : options.grid;
  const selection: Selection =
    pattern === undefined ? (selectionOf(invocation) ?? {}) : { ...selectionOf(invocation), glob: pattern };
  const isSelected = selects(selection, descriptor);
  if (!isSelected.ok) return usageError(describeExpectedFailure(isSelected.error));
  const listing: Listing = {
    selection,
    prefix,
    isListed: (ref) => isSelected.value(ref) && (prefix === undefined || ref.startsWith(prefix)),
  };
  return withCatalogView(invocation, (catalog) => {
    if (options.missing) return listMissing(listing, catalog, invocation);
    return options.grid === undefined ? list(listing, catalog, invocation) : draw(listing, catalog, invocation);
  });
}

/** What is listed of the partitions that exist or are expected. */
interface Listing {
  readonly selection: Selection;
  readonly prefix: string | undefined;
  readonly isListed: (ref: string) => boolean;
}

/** Options that do not go together. */
function problemOf({ options }: GraphInvocation): string | undefined {
  const { long, json, missing, since, until } = options;
  const forms = [long, json, options.grid !== undefined].filter((form) => form);
  if (forms.length > 1) return '--long, --json and --grid are three ways to print; choose one';
  if (options.grid !== undefined && options.grid !== 'all' && options.match !== undefined) {
    return '--grid and --match both have a pattern; choose one';
  }
  if (!missing) return undefined;
  if (options.grid !== undefined) return '--missing lists what --grid draws as gaps; choose one';
  if (long || since !== undefined || until !== undefined) {
    return '--long, --since and --until are about recorded partitions, which a missing one is not; leave them out';
  }
  return undefined;
}

async function list(listing: Listing, catalog: CatalogView, invocation: GraphInvocation): Promise<number> {
  const { messages, options } = invocation;
  const meter = workMeter(invocation, true);
  meter.begin('listing the catalog', 'line');
  const format = options.json ? 'json' : options.long ? 'long' : 'refs';
  const printed = await writeLines(
    invocation,
    ls(within(listing, catalog), queryOf(listing, invocation), format),
    meter,
  );
  if (printed === 0 && !options.quiet) messages.line(nothingListed(listing, invocation));
  return 0;
}

function nothingListed({ prefix, selection }: Listing, { options }: GraphInvocation): string {
  const { glob, from, to } = selection;
  const restrictions = [prefix, glob, from, to, options.since, options.until];
  return restrictions.some((each) => each !== undefined)
    ? 'no partition of the catalog matches'
    : 'the catalog has no partitions';
}

async function listMissing(listing: Listing, catalog: CatalogView, invocation: GraphInvocation): Promise<number> {
  const { messages, options } = invocation;
  const expected = await expectedOf(listing, invocation);
  if (!expected.ok) return expected.error;
  const meter = workMeter(invocation, true);
  meter.begin('comparing with the catalog', 'line');
  const missing = await findMissing(catalog, expected.value);
  await writeLines(invocation, missingLines(missing, options.json ? 'json' : 'refs'), meter);
  if (!options.quiet) {
    messages.line(
      `${count(missing.length, 'partition')} missing of ${count(expected.value.length, 'expected partition')}`,
    );
  }
  return 0;
}

async function draw(listing: Listing, catalog: CatalogView, invocation: GraphInvocation): Promise<number> {
  const { descriptor, messages, options } = invocation;
  // What ought to have been recorded at some time is not known.
  const isWhole = options.since === undefined && options.until === undefined;
  const expected =
    descriptor.partitions !== undefined && isWhole ? await expectedOf(listing, invocation) : ok(undefined);
  if (!expected.ok) return expected.error;
  const meter = workMeter(invocation, true);
  meter.begin('listing the catalog', 'line');
  const all = options.grid === 'all' && listing.prefix === undefined && selectionOf(invocation) === undefined;
  const lines = await grid(within(listing, catalog), queryOf(listing, invocation), {
    expected: expected.value,
    patterns: dimensionsOf(listing.selection.glob, invocation),
    named: all ? descriptor.jobs.flatMap(patternsOf) : [],
  });
  const printed = await writeLines(invocation, lines, meter);
  if (printed === 0 && !options.quiet) messages.line(nothingListed(listing, invocation));
  return 0;
}

async function expectedOf(
  { selection, isListed }: Listing,
  invocation: GraphInvocation,
): Promise<Result<readonly PartitionRef[], number>> {
  const expected = await expectedRefs(selection, siteOf(invocation), invocation.cancellation.signal);
  return expected.ok ? ok(expected.value.refs.filter(isListed)) : err(tell(invocation, expected.error));
}

function queryOf({ prefix, selection }: Listing, { options }: GraphInvocation): ListQuery {
  return { prefix: prefix ?? selection.glob?.prefix, since: options.since, until: options.until };
}

/** The part of a catalog that is listed. */
function within({ isListed }: Listing, catalog: CatalogView): Pick<CatalogView, 'list'> {
  return {
    async *list(query: ListQuery = {}) {
      for await (const partition of catalog.list(query)) if (isListed(partition.ref)) yield partition;
    },
  };
}
