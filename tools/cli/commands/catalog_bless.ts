import { blessRefs } from '../../driver/index.js';
import { withCatalog, withKnownRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { followingOf } from '../planning.js';
import { listed, siteOf, tell } from '../session.js';
import { jsonLines, writeLines } from '../write_lines.js';
import { count } from '../../report/index.js';

export function runCatalogBless(invocation: GraphInvocation): Promise<number> {
  return withKnownRefs(invocation, withCatalog, async (catalog, refs) => {
    const { messages, options } = invocation;
    const upstream = options.upstream;
    const done = await blessRefs(refs, upstream, siteOf(invocation), catalog, followingOf(invocation));
    if (!done.ok) return tell(invocation, done.error);
    const { manifests, valid } = done.value;
    if (!options.quiet) {
      if (valid.length > 0) messages.line(listed(valid.map((ref) => `${ref} is already valid`)));
      messages.line(`blessed ${count(manifests.flatMap(({ outputs }) => outputs).length, 'partition')}`);
    }
    await writeLines(invocation, jsonLines(manifests));
    return 0;
  });
}
