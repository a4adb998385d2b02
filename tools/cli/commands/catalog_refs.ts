import { forget, history, show, type NotInCatalog } from '../../catalog/index.js';
import { count, describeNotInCatalog } from '../../report/index.js';
import { withCatalog, withCatalogView, withKnownRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { fail } from '../session.js';
import { jsonLines, writeLines } from '../write_lines.js';

export function runCatalogShow(invocation: GraphInvocation): Promise<number> {
  return withKnownRefs(invocation, withCatalogView, async (catalog, refs) => {
    const shown = await show(catalog, refs);
    if (!shown.ok) return unknown(invocation, shown.error.refs);
    await writeLines(invocation, jsonLines(shown.value, invocation.options.json ? undefined : 2));
    return 0;
  });
}

export function runCatalogHistory(invocation: GraphInvocation): Promise<number> {
  return withKnownRefs(invocation, withCatalogView, async (catalog, refs) => {
    const told = await history(catalog, refs, invocation.options.json ? 'json' : 'text');
    if (!told.ok) return unknown(invocation, told.error.refs);
    await writeLines(invocation, told.value);
    return 0;
  });
}

export function runCatalogForget(invocation: GraphInvocation): Promise<number> {
  const { messages, options } = invocation;
  return withKnownRefs(invocation, withCatalog, async (catalog, refs) => {
    const { forgotten, unknown: missing } = await forget(catalog, refs);
    await writeLines(invocation, forgotten);
    if (!options.quiet) messages.line(`forgot ${count(forgotten.length, 'partition')}`);
    return missing.length === 0 ? 0 : unknown(invocation, missing);
  });
}

function unknown(invocation: GraphInvocation, refs: NotInCatalog['refs']): number {
  return fail(
    invocation,
    refs,
    (ref) => describeNotInCatalog({ reason: 'not-in-catalog', refs: [ref] }),
    () => 2,
  );
}
