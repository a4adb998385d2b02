import { explain } from '../../plan/explain/index.js';
import { describeExplanation } from '../../report/index.js';
import { analyzeRefs } from '../analysis.js';
import { withCatalogViewAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { secretsOf } from '../secrets.js';
import { writeLines } from '../write_lines.js';

export function runExplain(invocation: GraphInvocation): Promise<number> {
  const { descriptor, options, out } = invocation;
  return withCatalogViewAndRefs(invocation, async (catalog, refs) => {
    const graph = await analyzeRefs(refs, invocation);
    if (typeof graph === 'number') return graph;
    const { jobs } = descriptor;
    const { validity } = options;
    const explanation = await explain(refs, graph, { catalog, jobs, validity, secrets: secretsOf(invocation) });
    if (options.json) await out.write(`${JSON.stringify(explanation)}\n`);
    else await writeLines(invocation, describeExplanation(explanation));
    return 0;
  });
}
