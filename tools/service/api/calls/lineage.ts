import { z } from '@hono/zod-openapi';
import { err, ok, type PartitionRef } from '../../../base/model/index.js';
import type { Catalog } from '../../../catalog/index.js';
import { call } from '../call.js';
import { ONE_GRAPH, programOf } from '../graph_of.js';
import type { Parts } from '../parts.js';
import { notFound } from '../problems.js';
import { ONE_REF } from '../refs.js';

/** A picture with more has nothing to say to anyone. */
const MAX_NODES = 300;
const MAX_DEPTH = 50;

/** Edges of one step. */
const MAX_EDGES = 3000;

const lineageSchema = z
  .object({
    nodes: z.array(
      z.object({
        ref: z.string(),
        exists: z.boolean(),
        job: z.string().optional().describe('Label of the job of its current manifest.'),
        manifest: z.string().optional(),
        depth: z.int().describe('Steps from the partition that was asked for.'),
      }),
    ),
    edges: z.array(z.object({ input: z.string(), output: z.string() })).describe('`output` was made from `input`.'),
    truncated: z.boolean().describe(`Whether there is more: an answer has at most ${String(MAX_NODES)} partitions.`),
  })
  .openapi('Lineage');

export const LINEAGE_CALLS = [
  call({
    id: 'getPartitionLineage',
    method: 'get',
    path: '/graphs/{graph}/partition/lineage',
    tag: 'Partitions',
    summary:
      'Shows what a partition was made from, or what was made from it, step by step, as the catalog recorded it.',
    action: 'read',
    params: ONE_GRAPH,
    query: ONE_REF.extend({
      direction: z.enum(['up', 'down']).default('up').describe('`up`: what it was made from.'),
      depth: z.coerce.number().int().min(1).max(MAX_DEPTH).default(3).describe('How many steps.'),
    }),
    answer: { status: 200, schema: lineageSchema, about: 'The partitions and what they were made from.' },
    problems: [404],
    example: { query: { ref: 'report/month=2001-02', direction: 'up', depth: '2' } },
    handle: async ({ params: { graph }, query: { ref, direction, depth }, signal }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const walked = await walk(ref, depth, direction, parts, signal);
      if (walked.nodes.every(({ exists }) => !exists)) {
        return err(notFound(`partition ${ref}`, 'it was never recorded, and nothing was made from it'));
      }
      return ok(walked);
    },
  }),
];

/** Goes step by step, each with one query for all partitions, until there are enough. */
async function walk(
  start: PartitionRef,
  depth: number,
  direction: 'up' | 'down',
  parts: Parts,
  signal: AbortSignal,
): Promise<z.infer<typeof lineageSchema>> {
  const depths = new Map<PartitionRef, number>([[start, 0]]);
  const edges: Edge[] = [];
  let truncated = false;
  let level: PartitionRef[] = [start];
  for (let at = 1; at <= depth && level.length > 0 && !truncated && !signal.aborted; at++) {
    const next: PartitionRef[] = [];
    for (const edge of direction === 'up' ? await upstream(level, MAX_EDGES, parts) : await downstream(level, parts)) {
      const found = direction === 'up' ? edge.input : edge.output;
      if (!depths.has(found)) {
        if (depths.size >= MAX_NODES) {
          truncated = true;
          continue;
        }
        depths.set(found, at);
        next.push(found);
      }
      edges.push(edge);
    }
    level = next;
  }
  const refs = [...depths.keys()];
  const current = await parts.catalog.current(refs);
  const manifests = await parts.catalog.manifests([...new Set([...current.values()].map(({ id }) => id))]);
  return {
    nodes: refs.map((ref) => {
      const id = current.get(ref)?.id;
      const job = id === undefined ? undefined : manifests.get(id)?.job;
      return {
        ref,
        exists: id !== undefined,
        ...(job !== undefined && { job }),
        ...(id !== undefined && { manifest: id }),
        depth: depths.get(ref) ?? 0,
      };
    }),
    edges,
    truncated,
  };
}

/** One partition was made from another. */
interface Edge {
  readonly input: PartitionRef;
  readonly output: PartitionRef;
}

/** What was made from the refs. */
async function downstream(refs: readonly PartitionRef[], parts: Parts): Promise<Edge[]> {
  const here = new Set(refs);
  const readers = await parts.readersOf(refs, MAX_NODES + 1);
  return (await upstream(readers, Infinity, parts)).filter(({ input }) => here.has(input));
}

/** What the current manifests of the refs were made from. */
async function upstream(
  refs: readonly PartitionRef[],
  limit: number,
  { catalog }: { readonly catalog: Pick<Catalog, 'current' | 'manifests'> },
): Promise<Edge[]> {
  const current = await catalog.current(refs);
  const manifests = await catalog.manifests([...new Set([...current.values()].map(({ id }) => id))]);
  const edges: Edge[] = [];
  for (const [output, { id }] of current) {
    for (const { ref: input } of manifests.get(id)?.inputs ?? [])
      if (edges.length < limit) edges.push({ input, output });
  }
  return edges;
}
