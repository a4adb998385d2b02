import { z } from '@hono/zod-openapi';
import { ok, type JobDescriptor } from '../../../base/model/index.js';
import { jobCatalogOver, type JobLatest } from '../../../catalog/index.js';
import type { GraphProgram } from '../../programs/index.js';
import { call } from '../call.js';
import { ONE_GRAPH, programOf } from '../graph_of.js';
import { jobEdges } from '../job_edges.js';

/** Durations that the estimate of a job is made from. */
const RECENT = 20;

const graphSchema = z
  .object({
    label: z.string(),
    deployment: z.string().describe('Digest of the current deployment, or `embedded`.'),
    jobs: z.array(z.string()).describe('Labels of its jobs.'),
    triggers: z.array(z.string()).describe('Names of its triggers.'),
    listsPartitions: z.boolean().describe('Whether the graph says which partitions ought to exist.'),
  })
  .openapi('Graph');

const jobSchema = z
  .object({
    label: z.string(),
    version: z.string(),
    validity: z.enum(['presence', 'version', 'content']),
    makes: z
      .array(z.string())
      .describe('Patterns of the refs that it makes; none if only the lookup of the graph says.'),
    retries: z.int(),
    timeoutMs: z.int().describe('0: none.'),
    resources: z.record(z.string(), z.int()),
    medianDurationMs: z
      .number()
      .optional()
      .describe(`Of its latest ${String(RECENT)} tasks; left out if it has none.`),
    lastSucceededAt: z
      .int()
      .optional()
      .describe('When a task of it succeeded last, in milliseconds since the epoch; left out: never.'),
    lastFailedAt: z.int().optional().describe('When a task of it failed last.'),
  })
  .openapi('Job');

const jobGraphSchema = z
  .object({
    jobs: z.array(
      z.object({
        label: z.string(),
        counts: z
          .record(z.string(), z.int())
          .optional()
          .describe(
            'How many of its partitions are valid, stale, missing, running and failed, as its grids show them; left out if it has no patterns.',
          ),
      }),
    ),
    edges: z
      .array(z.object({ input: z.string(), output: z.string() }))
      .describe(
        'The job `output` reads partitions of the job `input`: as templates declare it, else as a few manifests have it.',
      ),
  })
  .openapi('JobGraph');

export const GRAPH_CALLS = [
  call({
    id: 'listGraphs',
    method: 'get',
    path: '/graphs',
    tag: 'Graphs',
    summary: 'Lists the graphs that the service runs.',
    action: 'read',
    query: z.strictObject({}),
    answer: { status: 200, schema: z.object({ items: z.array(graphSchema) }), about: 'All graphs, by label.' },
    example: {},
    handle: async (_, { programs }) => {
      const found = await Promise.all((await programs.graphs()).map((graph) => programs.current(graph)));
      return ok({ items: found.flatMap((program) => (program === undefined ? [] : [graphAnswer(program)])) });
    },
  }),
  call({
    id: 'getGraph',
    method: 'get',
    path: '/graphs/{graph}',
    tag: 'Graphs',
    summary: 'Shows one graph.',
    action: 'read',
    params: ONE_GRAPH,
    answer: { status: 200, schema: graphSchema, about: 'The graph.' },
    problems: [404],
    example: {},
    handle: async ({ params: { graph } }, parts) => {
      const program = await programOf(graph, parts);
      return program.ok ? ok(graphAnswer(program.value)) : program;
    },
  }),
  call({
    id: 'getJobGraph',
    method: 'get',
    path: '/graphs/{graph}/job-graph',
    tag: 'Graphs',
    summary: 'Shows which jobs of a graph read from which, and how many partitions of each are in which state.',
    action: 'read',
    params: ONE_GRAPH,
    query: z.strictObject({}),
    timeoutMs: 120_000,
    answer: { status: 200, schema: jobGraphSchema, about: 'The jobs, as the graph has them, and their edges.' },
    problems: [404],
    example: {},
    handle: async ({ params: { graph } }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const { descriptor } = program.value;
      const jobs: z.infer<typeof jobGraphSchema>['jobs'] = [];
      for (const job of descriptor.jobs) {
        const counts = await parts.grids.count(program.value, job);
        jobs.push({ label: job.label, ...(counts !== undefined && { counts }) });
      }
      return ok({ jobs, edges: [...(await jobEdges(descriptor, parts.catalog))] });
    },
  }),
  call({
    id: 'listJobs',
    method: 'get',
    path: '/graphs/{graph}/jobs',
    tag: 'Graphs',
    summary: 'Lists the jobs of a graph, with how long their tasks take.',
    action: 'read',
    params: ONE_GRAPH,
    query: z.strictObject({}),
    answer: { status: 200, schema: z.object({ items: z.array(jobSchema) }), about: 'All jobs, as the graph has them.' },
    problems: [404],
    example: {},
    handle: async ({ params: { graph } }, parts) => {
      const program = await programOf(graph, parts);
      if (!program.ok) return program;
      const { jobs } = program.value.descriptor;
      const labels = jobs.map(({ label }) => label);
      const durations = await parts.catalog.durations(labels, RECENT);
      const latest = new Map((await jobCatalogOver(parts.database).latest(labels)).map((each) => [each.job, each]));
      return ok({ items: jobs.map((job) => jobAnswer(job, durations.get(job.label) ?? [], latest.get(job.label))) });
    },
  }),
];

function graphAnswer({ graph, deployment, descriptor, triggers }: GraphProgram): z.infer<typeof graphSchema> {
  return {
    label: graph,
    deployment,
    jobs: descriptor.jobs.map(({ label }) => label),
    triggers: triggers.map(({ name }) => name),
    listsPartitions: descriptor.partitions !== undefined,
  };
}

function jobAnswer(
  job: JobDescriptor,
  durations: readonly number[],
  latest: JobLatest | undefined,
): z.infer<typeof jobSchema> {
  const { label, version, validity, makes = [], retries, timeoutMs, resources } = job;
  const median = durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)];
  return {
    ...{ label, version, validity, makes, retries, timeoutMs, resources },
    ...(median !== undefined && { medianDurationMs: median }),
    ...(typeof latest?.succeededAt === 'number' && { lastSucceededAt: latest.succeededAt }),
    ...(typeof latest?.failedAt === 'number' && { lastFailedAt: latest.failedAt }),
  };
}
