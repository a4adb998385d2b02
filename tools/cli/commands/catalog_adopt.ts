import { adoptRefs } from '../../driver/index.js';
import { withCatalogAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { followingOf } from '../planning.js';
import { listed, siteOf, tell } from '../session.js';
import { jsonLines, writeLines } from '../write_lines.js';
import { count } from '../../report/index.js';

export function runCatalogAdopt(invocation: GraphInvocation): Promise<number> {
  return withCatalogAndRefs(invocation, async (catalog, refs) => {
    const done = await adoptRefs(refs, siteOf(invocation), catalog, followingOf(invocation));
    if (!done.ok) return tell(invocation, done.error);
    const { manifests, known, adopted } = done.value;
    const { messages, options } = invocation;
    if (!options.quiet) {
      if (known.length > 0) messages.line(listed(known.map((ref) => `${ref} is already in the catalog`)));
      messages.line(`adopted ${count(adopted.length, 'partition')}`);
    }
    await writeLines(invocation, jsonLines(manifests));
    return 0;
  });
}
