import type { ImportSummary } from '../../catalog/index.js';
import { count, describeImportFailure, describeLeftOut, describeReadFailure } from '../../report/index.js';
import { inputLines, inputName, ReadError } from '../../base/runtime/index.js';
import { withCatalog, withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { inputPlace } from '../input_place.js';
import { fail } from '../session.js';
import { workMeter } from '../work_meter.js';
import { writeLines } from '../write_lines.js';

const SUMMARY_SCHEMA_VERSION = 1;

/** A row that an export leaves out. */
interface Damaged {
  readonly what: string;
  readonly detail: string;
}

export async function runCatalogExport(invocation: GraphInvocation): Promise<number> {
  const { args, usageError } = invocation;
  if (args.length > 0)
    return usageError(`unexpected argument ${JSON.stringify(args[0])}; export writes the whole catalog`);
  return withCatalogView(invocation, async (catalog) => {
    const damaged: Damaged[] = [];
    const meter = workMeter(invocation, true);
    meter.begin('exporting the catalog', 'line');
    await writeLines(
      invocation,
      catalog.exportLines((what, detail) => damaged.push({ what, detail })),
      meter,
    );
    if (damaged.length === 0) return 0;
    return fail(invocation, damaged, describeLeftOut, () => 1);
  });
}

export async function runCatalogImport(invocation: GraphInvocation): Promise<number> {
  const { args, context, cancellation, refuse, usageError } = invocation;
  const [file = '-', ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one export`);
  if (args.length === 0 && context.stdinIsTty) return usageError('no export; name a file or pipe an export in');
  const place = inputPlace(invocation, file);
  const lines = inputLines(place, cancellation.signal);
  return withCatalog(invocation, async (catalog) => {
    const meter = workMeter(invocation, false);
    meter.begin('importing', 'line');
    try {
      const imported = await catalog.importLines(lines, (read) => {
        meter.add(read);
      });
      meter.end();
      if (imported.ok) return await tell(invocation, imported.value);
      return refuse(`${place === 'stdin' ? inputName(place) : file}: ${describeImportFailure(imported.error)}`);
    } catch (error) {
      meter.end();
      if (error instanceof ReadError) return refuse(describeReadFailure(error.failure));
      throw error;
    }
  });
}

/** @returns the exit code */
async function tell(invocation: GraphInvocation, summary: ImportSummary): Promise<number> {
  const { cancellation, messages, options, out } = invocation;
  const { manifestsAdded, forgettingsAdded, known, conflicting } = summary;
  if (options.json) await out.write(`${JSON.stringify({ schemaVersion: SUMMARY_SCHEMA_VERSION, ...summary })}\n`);
  if (!options.quiet) {
    const forgotten = count(forgettingsAdded, 'forgotten ref');
    // Everything imported before a signal is kept, and the rest can be imported later.
    const cut = cancellation.signal.aborted ? 'interrupted: ' : '';
    messages.line(
      `${cut}imported ${count(manifestsAdded, 'manifest')} and ${forgotten}; ${count(known, 'line')} already known`,
    );
  }
  if (conflicting.length === 0) return 0;
  return fail(
    invocation,
    conflicting,
    (id) => `the catalog has different content for manifest ${id}, and keeps it`,
    () => 1,
  );
}
