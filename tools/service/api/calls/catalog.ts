import { z } from '@hono/zod-openapi';
import { ok } from '../../../base/model/index.js';
import { call } from '../call.js';

export const CATALOG_CALLS = [
  call({
    id: 'exportCatalog',
    method: 'get',
    path: '/catalog/export',
    tag: 'Catalog',
    summary: 'Writes the whole catalog, as `catalog export` does: JSON Lines that `catalog import` reads.',
    action: 'read',
    query: z.strictObject({}),
    timeoutMs: 0,
    answer: { status: 200, stream: 'application/jsonl', about: 'One manifest or forgotten ref a line.' },
    example: {},
    handle: ({ signal }, { catalog }) =>
      Promise.resolve(
        ok(
          lines(
            catalog.exportLines(() => undefined),
            signal,
          ),
        ),
      ),
  }),
];

/** Lines together, so that a line is not a chunk of its own. */
const CHUNK_CHARACTERS = 64 * 1024;

async function* lines(from: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of from) {
    if (signal.aborted) return;
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
