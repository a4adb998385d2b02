import { KeptText } from '../../plan/plan/index.js';
import { withCatalogView } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { readGraphFiles } from '../graph_files.js';
import { planAloud, readWanted, sayBackfill } from '../planning.js';
import { printDiff } from '../print_diff.js';
import { tell } from '../session.js';
import { writeChunks } from '../write_lines.js';

export async function runPlan(invocation: GraphInvocation): Promise<number> {
  const { options, usageError } = invocation;
  if (options.json && options.diff === undefined)
    return usageError('--json needs --diff; without --diff, the plan is JSON in any case');
  const wanted = await readWanted(invocation);
  if (!wanted.ok) return wanted.error;
  // Read the file first, so that a mistyped name is reported before the analysis runs.
  const old = options.diff === undefined ? [] : await readGraphFiles(invocation, [options.diff]);
  if (old === undefined) return 2;
  return withCatalogView(invocation, async (catalog) => {
    const text = new KeptText();
    const printed = options.diff === undefined ? { ...wanted.value, text } : wanted.value;
    const planned = await planAloud(printed, invocation, catalog);
    if (!planned.ok) {
      const code = tell(invocation, planned.error);
      // With --diff, exit code 1 means a difference and nothing else.
      return options.diff === undefined ? code : 2;
    }
    const { plan } = planned.value;
    sayBackfill(plan, invocation);
    const [before] = old;
    if (before !== undefined) return printDiff(invocation, before, { name: 'the current plan', graph: plan });
    await writeChunks(invocation, text.write(plan));
    return 0;
  });
}
