import { writePlan } from '../../plan/plan/index.js';
import type { GraphInvocation } from '../command.js';
import { readGraphFiles } from '../graph_files.js';
import { planRefs, readAsked } from '../planning.js';
import { printDiff } from '../print_diff.js';
import { openCatalogView } from '../session.js';
import { writeChunks } from '../write_lines.js';

export async function runPlan(invocation: GraphInvocation): Promise<number> {
  const { options, usageError } = invocation;
  if (options.json && options.diff === undefined) return usageError('--json goes with --diff; a plan is JSON anyway');
  const asked = await readAsked(invocation);
  if (asked === undefined) return 2;
  // Read first: whoever mistyped the name of a file should not wait for the analysis to hear of it.
  const old = options.diff === undefined ? [] : await readGraphFiles(invocation, [options.diff]);
  if (old === undefined) return 2;
  const catalog = await openCatalogView(invocation);
  if (catalog === undefined) return 2;
  try {
    const planned = await planRefs(asked, invocation, catalog);
    // With --diff, 1 says that there is a difference, and nothing else may.
    if (typeof planned === 'number') return options.diff === undefined ? planned : 2;
    const [before] = old;
    if (before !== undefined) return await printDiff(invocation, before, { name: 'the current plan', graph: planned });
    await writeChunks(invocation, writePlan(planned));
    return 0;
  } finally {
    await catalog.close();
  }
}
