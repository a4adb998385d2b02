import { OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi';
import type { Call } from './call.js';
import { BASE } from './register.js';

/** Its first number is that of the path. */
const API_VERSION = '1.0.0';

/** Statuses that every call may have, and what they mean. */
const ALWAYS: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'It is not known who calls.',
  403: 'The role of the caller does not allow it.',
  429: 'The client makes too many calls.',
  503: 'The catalog does not answer; try again.',
};

const SOMETIMES: Readonly<Record<number, string>> = {
  404: 'What the call is about does not exist.',
  409: 'The state does not allow it.',
  410: 'What it needs was removed.',
  412: 'It was changed since the client read it (If-Match).',
  413: 'The body is too large.',
  415: 'The body has another type than the call takes.',
  422: 'The request is well-formed, and cannot be done.',
  502: 'A program of the graph failed.',
  504: 'It took too long.',
  507: 'The disk of the service is full.',
};

const problemSchema = z
  .object({
    type: z.string().describe('`urn:databuild:problem:` and the reason, in kebab case.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong with what, and how to correct it.'),
    errors: z
      .array(z.object({ field: z.string(), detail: z.string() }))
      .optional()
      .describe('Fields of the request that are wrong.'),
  })
  .openapi('Problem', { description: 'Why the service did not do what it was asked (RFC 9457).' });

/** Makes the OpenAPI document of the calls, from the schemas that also check them. */
export function openApiDocument(calls: readonly Call[]): object {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.register('Problem', problemSchema);
  for (const [status, description] of Object.entries({ ...ALWAYS, ...SOMETIMES })) {
    app.openAPIRegistry.registerComponent('responses', `Problem${status}`, {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
  for (const call of calls) app.openAPIRegistry.registerPath(routeOf(call));
  const tags = [...new Set(calls.map(({ tag }) => tag))].map((name) => ({ name }));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'DataBuild service',
      version: API_VERSION,
      description: 'Partitions, plans, builds and what makes them happen, of the graphs that the service runs.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags,
  });
}

function routeOf(call: Call): RouteConfig {
  const { id, method, path, tag, summary, params, query, body, takes, headers, answer, problems = [], example } = call;
  const content =
    body === undefined
      ? takes === undefined
        ? undefined
        : { [takes]: { schema: z.string().openapi({ format: 'binary' }) } }
      : { 'application/json': { schema: body, ...(example.body !== undefined && { example: example.body }) } };
  const heads = Object.entries(headers ?? {}).map(([name, about]) => [name, z.string().optional().describe(about)]);
  return {
    method,
    path: `${BASE}${path}`,
    operationId: id,
    tags: [tag],
    summary,
    request: {
      ...(params !== undefined && { params: params as z.ZodObject }),
      ...(query !== undefined && { query: query as z.ZodObject }),
      ...(heads.length > 0 && { headers: z.object(Object.fromEntries(heads) as z.ZodRawShape) }),
      ...(content !== undefined && { body: { content, required: true } }),
    },
    responses: {
      [answer.status]: answerOf(answer),
      ...Object.fromEntries(statusesOf(call, problems).map((status) => [status, problemAnswer(status)])),
    },
  };
}

function answerOf(answer: Call['answer']): RouteConfig['responses'][string] {
  if ('schema' in answer) {
    return { description: answer.about, content: { 'application/json': { schema: answer.schema } } };
  }
  if ('stream' in answer) {
    return { description: answer.about, content: { [answer.stream]: { schema: z.string() } } };
  }
  return { description: answer.about };
}

function statusesOf({ body, takes, method }: Call, problems: readonly number[]): number[] {
  const ofBody = body === undefined && takes === undefined ? [] : [413, 415];
  const ofChange = method === 'get' ? [] : [412];
  return [...new Set([...Object.keys(ALWAYS).map(Number), ...problems, ...ofBody, ...ofChange])].sort((a, b) => a - b);
}

/** Every call that has a problem of this status refers to one description of it. */
function problemAnswer(status: number): RouteConfig['responses'][string] {
  if (!(status in ALWAYS || status in SOMETIMES)) throw new Error(`status ${status} has no description`);
  return { $ref: `#/components/responses/Problem${status}` };
}
