import { z } from '@hono/zod-openapi';
import {
  describeRefGlobProblem,
  err,
  ok,
  patternIndexOf,
  readRefGlob,
  type GraphDescriptor,
  type PartitionRef,
  type RefGlob,
  type Result,
} from '../../../base/model/index.js';
import type { CatalogView, HistoryEntry, ListedPartition } from '../../../catalog/index.js';
import { explanationSchema, type Explanation } from '../../../plan/explain/index.js';
import type { Problem } from '../../programs/index.js';
import { askProgram } from '../ask_program.js';
import { call } from '../call.js';
import { ONE_GRAPH, programOf } from '../graph_of.js';
import { page, PAGE, pageOf, readCursor, readNumberCursor } from '../pages.js';
import { manifestAnswer } from '../manifest_schema.js';
import { badRequest, notFound } from '../problems.js';
import { ONE_REF } from '../refs.js';
import { text } from '../text.js';

/** Partitions that one call looks at. A filter that lets few through takes several calls. */
const MAX_SCANNED = 20_000;

const partitionSchema = z
  .object({
    ref: z.string(),
    job: z.string().optional().describe('Label of the job that makes it, if patterns say which.'),
    manifest: z.string().describe('Id of its current manifest.'),
    jobVersion: z.string(),
    recordedAt: z.int().describe('Milliseconds since the epoch.'),
  })
  .openapi('Partition');

type PartitionAnswer = z.infer<typeof partitionSchema>;

const recordedSchema = z
  .object({
    ref: z.string(),
    exists: z.boolean().describe('False if it was forgotten.'),
    manifest: manifestAnswer.optional().describe('Its current manifest.'),
  })
  .openapi('RecordedPartition');

const historySchema = z
  .object({
    kind: z.enum(['recorded', 'forgotten']),
    at: z.int().describe('Milliseconds since the epoch.'),
    manifest: manifestAnswer.optional(),
  })
  .openapi('HistoryEntry');

const EXAMPLE_REF = { ref: 'report/month=2001-02' };

export const PARTITION_CALLS = [
  call({
    id: 'listPartitions',
    method: 'get',
    path: '/graphs/{graph}/partitions',
    tag: 'Partitions',
    summary: 'Lists the partitions of a graph that exist, in the order of their refs.',
    action: 'read',
    params: ONE_GRAPH,
    query: z.strictObject({
      ...PAGE,
      match: text(2048).optional().describe('Only refs that match this pattern, such as `report/month={month}`.'),
      prefix: text(1024).optional().describe('Only refs that begin with this.'),
      job: text(1024).optional().describe('Only refs that the patterns of this job match.'),
    }),
    answer: {
      status: 200,
      schema: pageOf(partitionSchema),
      about: 'A page of partitions. With a filter, a page may have few items, or none, and still have a next one.',
    },
    problems: [404],
    example: { query: { match: 'report/month={month}', limit: '2' } },
    handle: async ({ params: { graph }, query, signal }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const glob = readGlob(query.match);
      if (!glob.ok) return glob;
      const after = readCursor(query.after);
      if (!after.ok) return after;
      const { descriptor } = program.value;
      const owned = ownership(descriptor);
      const found: PartitionAnswer[] = [];
      let scanned = 0;
      let last: string | undefined;
      const prefix = longer(query.prefix, glob.value?.prefix);
      if (prefix === undefined && query.prefix !== undefined && glob.value !== undefined) return ok({ items: [] });
      for await (const partition of parts.catalog.list({ prefix, after: after.value, limit: MAX_SCANNED })) {
        if (signal.aborted) break;
        const answer = partitionAnswer(partition, owned);
        const isWanted =
          answer !== undefined &&
          (query.job === undefined || answer.job === query.job) &&
          (glob.value === undefined || glob.value.match(partition.ref) !== undefined);
        if (isWanted) found.push(answer);
        if (found.length > query.limit) break;
        last = partition.ref;
        scanned++;
      }
      if (found.length > query.limit || scanned < MAX_SCANNED) return ok(page(found, query.limit, ({ ref }) => ref));
      return ok({ items: found, next: Buffer.from(last ?? '').toString('base64url') });
    },
  }),
  call({
    id: 'getPartition',
    method: 'get',
    path: '/graphs/{graph}/partition',
    tag: 'Partitions',
    summary: 'Shows a partition with its current manifest: how, from what and by what it was made.',
    action: 'read',
    params: ONE_GRAPH,
    query: ONE_REF,
    answer: { status: 200, schema: recordedSchema, about: 'The partition.' },
    problems: [404],
    example: { query: EXAMPLE_REF },
    handle: async ({ params: { graph }, query: { ref } }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const { catalog } = parts;
      const id = (await catalog.current([ref])).get(ref)?.id;
      if (id === undefined) return err(noPartition(ref, await isKnown(catalog, ref)));
      const manifest = (await catalog.manifests([id])).get(id);
      return ok({ ref, exists: true, ...(manifest !== undefined && { manifest }) });
    },
  }),
  call({
    id: 'getPartitionHistory',
    method: 'get',
    path: '/graphs/{graph}/partition/history',
    tag: 'Partitions',
    summary: 'Lists what happened to a partition, the newest first.',
    action: 'read',
    params: ONE_GRAPH,
    query: ONE_REF.extend(PAGE),
    answer: { status: 200, schema: pageOf(historySchema), about: 'A page of events.' },
    problems: [404],
    example: { query: EXAMPLE_REF },
    handle: async ({ params: { graph }, query: { ref, after, limit } }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const before = readNumberCursor(after);
      if (!before.ok) return before;
      const entries = (await parts.catalog.history([ref])).get(ref);
      if (entries === undefined) return err(noPartition(ref, false));
      const rest = entries.filter(({ atMicros }) => before.value === undefined || atMicros < before.value);
      const found = page(rest.slice(0, limit + 1), limit, ({ atMicros }) => String(atMicros));
      return ok({ ...found, items: found.items.map(historyAnswer) });
    },
  }),
  call({
    id: 'explainPartition',
    method: 'get',
    path: '/graphs/{graph}/partition/explain',
    tag: 'Partitions',
    summary: 'Explains why a partition is valid or would be rebuilt, as the explain target of the graph does.',
    action: 'read',
    params: ONE_GRAPH,
    query: ONE_REF,
    timeoutMs: 90_000,
    answer: {
      status: 200,
      schema: explanationSchema().openapi('Explanation'),
      about: 'The explanation; docs/schemas/explanation.json is the schema of it, too.',
    },
    problems: [404, 422, 502, 504],
    example: { query: EXAMPLE_REF },
    handle: async ({ params: { graph }, query: { ref }, signal }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const said = await askProgram(program.value, 'explain', ['--json', '--', ref], parts.place, signal);
      return said.ok ? ok(said.value as Explanation) : said;
    },
  }),
];

function readGlob(match: string | undefined): Result<RefGlob | undefined, Problem> {
  if (match === undefined) return ok(undefined);
  const glob = readRefGlob(match);
  if (glob.ok) return glob;
  return err(
    badRequest('bad-pattern', `the pattern ${JSON.stringify(match)} ${describeRefGlobProblem(glob.error)}`, [
      { field: 'match', detail: describeRefGlobProblem(glob.error) },
    ]),
  );
}

/** The longer of two beginnings, if one is the beginning of the other. */
function longer(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.startsWith(other)) return one;
  return other.startsWith(one) ? other : undefined;
}

/** @returns the job of a ref, as far as patterns say; `false` if the ref does not belong to the graph */
function ownership(descriptor: GraphDescriptor): (ref: PartitionRef) => string | undefined | false {
  const index = patternIndexOf(descriptor);
  const knowsAll = descriptor.lookup === undefined;
  return (ref) => index.match(ref)[0]?.owner ?? (knowsAll ? false : undefined);
}

function partitionAnswer(
  { ref, id, jobVersion, atMicros }: ListedPartition,
  owned: ReturnType<typeof ownership>,
): PartitionAnswer | undefined {
  const job = owned(ref);
  if (job === false) return undefined;
  return { ref, ...(job !== undefined && { job }), manifest: id, jobVersion, recordedAt: Math.floor(atMicros / 1000) };
}

function historyAnswer(entry: HistoryEntry): z.infer<typeof historySchema> {
  const at = Math.floor(entry.atMicros / 1000);
  return entry.kind === 'recorded' ? { kind: 'recorded', at, manifest: entry.manifest } : { kind: 'forgotten', at };
}

async function isKnown(catalog: Pick<CatalogView, 'history'>, ref: PartitionRef): Promise<boolean> {
  return (await catalog.history([ref])).has(ref);
}

function noPartition(ref: PartitionRef, known: boolean): Problem {
  return known
    ? notFound(`partition ${ref} any more`, 'it was forgotten; its history says when')
    : notFound(`partition ${ref}`, 'it was never recorded; request it, or check the spelling');
}
