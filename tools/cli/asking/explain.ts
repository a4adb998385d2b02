import type { Explanation } from '../../plan/explain/index.js';
import { describeExplanation } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { typedRefs } from '../requested.js';
import { writeJson, writeLines } from '../write_lines.js';
import { refuseCall, withService } from './with_service.js';

/** Each partition is a call, which starts a program. */
const MOST_REFS = 100;

/** Has a service explain partitions, one after the other. @returns the exit code */
export async function askExplain(invocation: GraphInvocation): Promise<number> {
  const { descriptor, options, out, refuse } = invocation;
  const refs = await typedRefs(invocation);
  if (!refs.ok) return refs.error;
  if (refs.value.length > MOST_REFS) {
    return refuse(`a service explains at most ${String(MOST_REFS)} partitions at a time; name fewer`);
  }
  return withService(invocation, async ({ ask, calls }) => {
    for (const ref of refs.value) {
      const params = { path: { graph: descriptor.label }, query: { ref } };
      const explained = await ask(calls.GET('/api/v1/graphs/{graph}/partition/explain', { params }));
      if (!explained.ok) return refuseCall(invocation, explained.error);
      if (options.json) await writeJson(invocation, explained.value);
      else await writeLines(invocation, describeExplanation(explained.value as unknown as Explanation));
      if (out.closed) break;
    }
    return 0;
  });
}
