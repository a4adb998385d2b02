import { readPlan } from '../../plan/index.js';
import { describePlanFileFailure, describeReadFailure } from '../../report/index.js';
import { readStdin, readText, resolveUserPath, STDIN_NAME } from '../../runtime/index.js';
import type { GraphInvocation } from '../command.js';
import { withWorkshop } from '../workshop.js';

export async function runExec(invocation: GraphInvocation): Promise<number> {
  const { args, context, descriptor, refuse, usageError } = invocation;
  const [file = '-', ...rest] = args;
  if (rest.length > 0) return usageError(`one plan at a time; ${JSON.stringify(rest[0])} is too much`);
  if (args.length === 0 && context.stdinIsTty) return usageError('no plan; name a file or pipe a plan in');
  return withWorkshop(invocation, async ({ runWork }) => {
    const source = file === '-' ? STDIN_NAME : file;
    const text = file === '-' ? await readStdin() : await readText(resolveUserPath(context, file));
    if (!text.ok) return refuse(describeReadFailure(text.error));
    const plan = readPlan(text.value);
    if (!plan.ok) return refuse(`${source}: ${describePlanFileFailure(plan.error)}`);
    const { id, graph, tasks, pruned } = plan.value;
    if (graph !== descriptor.label) {
      return refuse(`${source} is a plan of ${graph}; this program runs plans of ${descriptor.label}`);
    }
    return runWork({ label: graph, plan: id, tasks, pruned: pruned.length });
  });
}
