import { ok, type Result } from '../../base/model/index.js';
import type { CallFailure } from './failure.js';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/**
 * The pages of a list, one after the other. Stops after a failure, which is the last thing it gives.
 *
 * @param read reads the page after a cursor; without one, the first page
 */
export async function* pages<Item>(
  read: (after: { readonly after?: string }) => Promise<Result<Page<Item>, CallFailure>>,
): AsyncGenerator<Result<readonly Item[], CallFailure>> {
  let after: string | undefined;
  do {
    const page = await read(after === undefined ? {} : { after });
    if (!page.ok) {
      yield page;
      return;
    }
    yield ok(page.value.items);
    after = page.value.next;
  } while (after !== undefined);
}
