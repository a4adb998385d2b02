import { ls, type ListedPartition, type ListQuery } from '../../catalog/index.js';
import { selects } from '../../base/model/index.js';
import { describeExpectedFailure } from '../../report/index.js';
import { pages, type Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { selectionOf } from '../requested.js';
import { printed } from './planned_tasks.js';
import { ListFailed, withService } from './with_service.js';

const PAGE = 1000;

/** Lists the partitions that the catalog of a service has of the graph. @returns the exit code */
export async function askCatalogLs(invocation: GraphInvocation): Promise<number> {
  const { args, descriptor, options, usageError } = invocation;
  const [prefix, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one prefix`);
  const selection = selectionOf(invocation) ?? {};
  const isSelected = selects(selection, descriptor);
  if (!isSelected.ok) return usageError(describeExpectedFailure(isSelected.error));
  return withService(invocation, (service) => {
    const listed = {
      async *list(query: ListQuery = {}) {
        for await (const partition of partitionsOf(service, descriptor.label, query.prefix)) {
          if (isSelected.value(partition.ref)) yield partition;
        }
      },
    };
    return printed(invocation, () =>
      ls(listed, { prefix: prefix ?? selection.glob?.prefix }, options.long ? 'long' : 'refs'),
    );
  });
}

async function* partitionsOf(
  { ask, calls }: Service,
  graph: string,
  prefix: string | undefined,
): AsyncGenerator<ListedPartition> {
  const query = { limit: PAGE, ...(prefix !== undefined && prefix !== '' && { prefix }) };
  const read = pages((after) =>
    ask(calls.GET('/api/v1/graphs/{graph}/partitions', { params: { path: { graph }, query: { ...query, ...after } } })),
  );
  for await (const page of read) {
    if (!page.ok) throw new ListFailed(page.error);
    for (const { ref, manifest, recordedAt } of page.value) {
      yield { ref, id: manifest, atMicros: recordedAt * 1000 } as ListedPartition;
    }
  }
}
