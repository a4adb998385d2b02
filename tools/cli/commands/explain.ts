import { explain } from '../../plan/explain/index.js';
import { describeExplanation } from '../../report/index.js';
import { analyzeRefs } from '../analysis.js';
import { withCatalogViewAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { secretsOf } from '../secrets.js';
import { workMeter } from '../work_meter.js';
import { writeJson, writeLines } from '../write_lines.js';

export function runExplain(invocation: GraphInvocation): Promise<number> {
  const { descriptor, options } = invocation;
  return withCatalogViewAndRefs(invocation, async (catalog, refs) => {
    const graph = await analyzeRefs(refs, invocation);
    if (typeof graph === 'number') return graph;
    const { jobs } = descriptor;
    const { validity } = options;
    const meter = workMeter(invocation, false);
    meter.begin('explaining');
    const explanation = await explain(refs, graph, { catalog, jobs, validity, secrets: secretsOf(invocation) });
    meter.end();
    if (options.json) await writeJson(invocation, explanation);
    else await writeLines(invocation, describeExplanation(explanation));
    return 0;
  });
}
