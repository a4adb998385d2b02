import { z } from '@hono/zod-openapi';
import { err, ok, type Result } from '../../base/model/index.js';
import type { GraphProgram, Problem } from '../programs/index.js';
import type { Parts } from './parts.js';
import { notFound } from './problems.js';
import { text } from './text.js';

/** The path of calls about one graph. */
export const ONE_GRAPH = z.strictObject({
  graph: text(1024).describe('Label of the graph, such as `//examples/flights:flights_graph`; percent-encoded.'),
});

/** The program of a graph that is current now. */
export async function programOf(graph: string, { programs }: Parts): Promise<Result<GraphProgram, Problem>> {
  const program = await programs.current(graph);
  return program === undefined ? err(notFound(`graph ${graph}`, 'GET /graphs lists them')) : ok(program);
}
