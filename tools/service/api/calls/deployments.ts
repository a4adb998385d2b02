import { z } from '@hono/zod-openapi';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { err, ok, type Result } from '../../../base/model/index.js';
import { jobCatalogOver } from '../../../catalog/index.js';
import {
  buildsOfDeployment,
  describeDeploymentFailure,
  diffPrograms,
  type Deployment,
  type DeploymentFailure,
  type Deployments,
} from '../../deployments/index.js';
import type { Problem } from '../../programs/index.js';
import { call } from '../call.js';
import { buildAnswers, buildSchema } from './builds.js';
import { page, PAGE, pageOf, readCursor, readNumberCursor } from '../pages.js';
import type { Parts } from '../parts.js';
import { refSchema } from '../refs.js';
import { text } from '../text.js';

/** An upload may be large, and the line slow. */
const UPLOAD_TIMEOUT_MS = 60 * 60_000;

/** Two plans of everything that a graph has made. */
const DIFF_TIMEOUT_MS = 10 * 60_000;

const deploymentSchema = z
  .object({
    digest: z.string().describe('sha256 of the archive.'),
    graph: z.string(),
    state: z.enum(['arriving', 'staged', 'current', 'former', 'deleted']),
    size: z.int().describe('Of the archive, in bytes.'),
    unpackedBytes: z.int(),
    entries: z.int(),
    madeAt: z.int().describe('When it was uploaded, in milliseconds since the epoch.'),
    madeBy: z.string(),
    currentAt: z.int().optional().describe('When it last became the current one.'),
    version: z.string().describe('Of DataBuild, and of its Node.'),
    jobs: z.int(),
    triggers: z.array(z.string()),
  })
  .openapi('Deployment');
type DeploymentAnswer = z.infer<typeof deploymentSchema>;

const diffSchema = z
  .object({
    deployment: z.string(),
    from: z.string().optional().describe('The current deployment; left out if the graph has none.'),
    refs: z.int().describe('How many partitions were planned.'),
    cut: z.boolean().describe('Whether there are more than were planned.'),
    counts: z
      .array(z.object({ job: z.string(), reason: z.string(), tasks: z.int() }))
      .describe('Tasks that are stale only with this deployment, by job and reason.'),
    alreadyStale: z.int().describe('Tasks that are stale with the current deployment, too.'),
    tasks: z.array(
      z.object({
        id: z.string(),
        job: z.string(),
        outputs: z.array(z.string()),
        reason: z.looseObject({ kind: z.string() }),
        already: z.boolean(),
      }),
    ),
    next: z.string().optional().describe('`after` of the next page of tasks; left out on the last one.'),
  })
  .openapi('DeploymentDiff');

const ONE = z.strictObject({
  digest: text(64)
    .refine((digest) => /^[0-9a-f]{64}$/.test(digest), 'must be a sha256 in hexadecimal digits')
    .describe('sha256 of the archive.'),
});

const EXAMPLE = { params: { digest: '0'.repeat(64) } };

export const DEPLOYMENT_CALLS = [
  call({
    id: 'uploadDeployment',
    method: 'post',
    path: '/deployments',
    tag: 'Deployments',
    summary:
      'Uploads the archive of a graph. The same archive is the same deployment. It does not become the current one.',
    action: 'operate',
    takes: 'application/gzip',
    timeoutMs: UPLOAD_TIMEOUT_MS,
    answer: { status: 201, schema: deploymentSchema, about: 'The deployment.' },
    problems: [409, 413, 415, 422, 507],
    example: {},
    handle: async ({ bytes, principal }, parts) => {
      const deployments = takingDeployments(parts);
      if (!deployments.ok) return deployments;
      const archive = bytes === null ? Readable.from([]) : Readable.fromWeb(bytes as ReadableStream<Uint8Array>);
      const uploaded = await deployments.value.upload(archive, principal);
      return uploaded.ok ? ok(answerOf(uploaded.value.deployment)) : refused(uploaded.error);
    },
  }),
  call({
    id: 'listDeployments',
    method: 'get',
    path: '/deployments',
    tag: 'Deployments',
    summary: 'Lists the deployments, the newest first.',
    action: 'read',
    query: z.strictObject({ ...PAGE, graph: text(1024).optional().describe('Only deployments of this graph.') }),
    answer: { status: 200, schema: pageOf(deploymentSchema), about: 'A page of deployments.' },
    example: {},
    handle: async ({ query: { graph, after, limit } }, { deployments }) => {
      const cursor = readCursor(after);
      if (!cursor.ok) return cursor;
      const found = (await deployments?.list({ graph, after: cursor.value, limit: limit + 1 })) ?? [];
      return ok(page(found.map(answerOf), limit, ({ digest }) => digest));
    },
  }),
  call({
    id: 'getDeployment',
    method: 'get',
    path: '/deployments/{digest}',
    tag: 'Deployments',
    summary: 'Shows a deployment.',
    action: 'read',
    params: ONE,
    answer: { status: 200, schema: deploymentSchema, about: 'The deployment.' },
    problems: [404],
    example: EXAMPLE,
    handle: async ({ params: { digest } }, { deployments }) => {
      const found = await deployments?.get(digest);
      return found === undefined ? refused({ reason: 'deployment-not-found', digest }) : ok(answerOf(found));
    },
  }),
  call({
    id: 'removeDeployment',
    method: 'delete',
    path: '/deployments/{digest}',
    tag: 'Deployments',
    summary: 'Removes the archive of a deployment that nothing needs.',
    action: 'operate',
    params: ONE,
    answer: { status: 204, about: 'The archive is removed.' },
    problems: [404, 409],
    example: EXAMPLE,
    handle: async ({ params: { digest }, principal }, parts) => {
      const deployments = takingDeployments(parts);
      if (!deployments.ok) return deployments;
      const removed = await deployments.value.remove(digest, principal);
      return removed.ok ? ok(undefined) : refused(removed.error);
    },
  }),
  call({
    id: 'diffDeployment',
    method: 'get',
    path: '/deployments/{digest}/diff',
    tag: 'Deployments',
    summary:
      'Says what a deployment would make stale: plans everything that the current one has made, or one partition, with both. Builds nothing.',
    action: 'read',
    params: ONE,
    query: z.strictObject({
      ...PAGE,
      ref: refSchema.optional().describe('Only this partition, with what it is made from.'),
    }),
    timeoutMs: DIFF_TIMEOUT_MS,
    answer: { status: 200, schema: diffSchema, about: 'Counts by job and reason, and a page of tasks.' },
    problems: [404, 410, 422],
    example: EXAMPLE,
    handle: async ({ params: { digest }, query: { ref, after, limit }, signal }, { deployments, database, place }) => {
      const begin = readNumberCursor(after);
      if (!begin.ok) return begin;
      const found = await deployments?.get(digest);
      if (deployments === undefined || found === undefined) return refused({ reason: 'deployment-not-found', digest });
      const next = await deployments.byDeployment(found.graph, digest);
      if (next === undefined) return refused({ reason: 'deployment-removed', digest });
      const old = await deployments.current(found.graph);
      const wanted = { old, next, ...(ref !== undefined && { refs: [ref] }) };
      const diff = await diffPrograms(database, wanted, place, signal);
      if (!diff.ok) return refused(diff.error);
      const { tasks, counts, ...head } = diff.value;
      const from = begin.value ?? 0;
      const shown = page(
        tasks
          .slice(from, from + limit + 1)
          .map((task, index) => ({ ...task, outputs: [...task.outputs], at: from + index + 1 })),
        limit,
        ({ at }) => String(at),
      );
      return ok({ ...head, counts: [...counts], tasks: [...shown.items], next: shown.next });
    },
  }),
  call({
    id: 'listDeploymentBuilds',
    method: 'get',
    path: '/deployments/{digest}/builds',
    tag: 'Deployments',
    summary: 'Lists the builds that a deployment made, the newest first.',
    action: 'read',
    params: ONE,
    query: z.strictObject(PAGE),
    answer: { status: 200, schema: pageOf(buildSchema), about: 'A page of builds.' },
    problems: [404],
    example: EXAMPLE,
    handle: async ({ params: { digest }, query: { after, limit } }, { deployments, database }) => {
      const before = readCursor(after);
      if (!before.ok) return before;
      if ((await deployments?.get(digest)) === undefined) return refused({ reason: 'deployment-not-found', digest });
      const ids = await buildsOfDeployment(database, digest, { before: before.value, limit: limit + 1 });
      const found = await jobCatalogOver(database).builds({ ids, limit: limit + 1 });
      return ok(page(await buildAnswers(found, database), limit, ({ id }) => id));
    },
  }),
  call({
    id: 'makeDeploymentCurrent',
    method: 'post',
    path: '/deployments/{digest}/current',
    tag: 'Deployments',
    summary: 'Makes a deployment the current one of its graph. Going back to an earlier one is the same call.',
    action: 'operate',
    params: ONE,
    answer: { status: 200, schema: deploymentSchema, about: 'The deployment as it is now.' },
    problems: [404, 409, 410],
    example: EXAMPLE,
    handle: async ({ params: { digest }, principal }, parts) => {
      const deployments = takingDeployments(parts);
      if (!deployments.ok) return deployments;
      const made = await deployments.value.makeCurrent(digest, principal);
      if (!made.ok) return refused(made.error);
      parts.triggers.wake();
      return ok(answerOf(made.value));
    },
  }),
];

/** A service of one graph runs that, and takes no others. */
function takingDeployments({ deployments }: Parts): Result<Deployments, Problem> {
  if (deployments !== undefined) return ok(deployments);
  return err({
    status: 409,
    reason: 'takes-no-deployments',
    title: 'The service takes no deployments',
    detail:
      'this service was started by the serve target of a graph, and runs only that; start //service:databuild_service',
  });
}

function refused(failure: DeploymentFailure): Result<never, Problem> {
  return err(describeDeploymentFailure(failure));
}

/** Where its files are is nobody's business. */
function answerOf({ root: _root, descriptorPath: _path, ...deployment }: Deployment): DeploymentAnswer {
  return { ...deployment, triggers: [...deployment.triggers] };
}
