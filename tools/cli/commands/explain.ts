import { explain } from '../../plan/explain/index.js';
import { describeExplanation } from '../../report/index.js';
import { withCatalogViewAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { analyzeAloud } from '../planning.js';
import { secretsOf } from '../secrets.js';
import { tell } from '../session.js';
import { workMeter } from '../work_meter.js';
import { writeJson, writeLines } from '../write_lines.js';

export function runExplain(invocation: GraphInvocation): Promise<number> {
  const { descriptor, options } = invocation;
  return withCatalogViewAndRefs(invocation, async (catalog, refs) => {
    const graph = await analyzeAloud(refs, invocation, catalog);
    if (!graph.ok) return tell(invocation, graph.error);
    const { jobs } = descriptor;
    const { validity } = options;
    const meter = workMeter(invocation, false);
    meter.begin('explaining');
    const explanation = await explain(refs, graph.value, { catalog, jobs, validity, secrets: secretsOf(invocation) });
    meter.end();
    if (options.json) await writeJson(invocation, explanation);
    else await writeLines(invocation, describeExplanation(explanation));
    return 0;
  });
}
