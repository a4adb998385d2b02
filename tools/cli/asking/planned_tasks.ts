import { pages, type Request, type Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { writeLines } from '../write_lines.js';
import { ListFailed, refuseCall } from './with_service.js';

const PAGE = 1000;

/** Prints the tasks of the plan of a request, one JSON object a line. @returns the exit code */
export async function writeTasks(
  service: Service,
  { id, plan }: Request,
  invocation: GraphInvocation,
): Promise<number> {
  if (plan === undefined) return 0;
  const params = (after: { readonly after?: string }) => ({
    path: { request: id },
    query: { limit: PAGE, ...after },
  });
  return printed(invocation, async function* () {
    const read = pages((after) =>
      service.ask(service.calls.GET('/api/v1/requests/{request}/tasks', { params: params(after) })),
    );
    for await (const page of read) {
      if (!page.ok) throw new ListFailed(page.error);
      for (const task of page.value) yield JSON.stringify(task);
    }
  });
}

/** Prints lines that come from a service. @returns the exit code */
export async function printed(invocation: GraphInvocation, lines: () => AsyncIterable<string>): Promise<number> {
  try {
    await writeLines(invocation, lines());
    return 0;
  } catch (error) {
    if (error instanceof ListFailed) return refuseCall(invocation, error.failure);
    throw error;
  }
}
