import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { err, lazily, ok, type Result } from '../../base/model/index.js';
import type { Principal, Problem } from '../programs/index.js';
import type { Call, Chunks } from './call.js';
import type { Parts } from './parts.js';
import { mayDo } from './policy.js';
import { badRequest, invalid } from './problems.js';
import { readJson, unsupported } from './read_body.js';
import { jsonResponse, matches, problemResponse, streamResponse, tagOf } from './respond.js';

const MAX_BODY_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** What the middleware of the API knows of a request. */
export interface ApiEnv {
  Variables: { principal: Principal };
}

/** Where the API is. */
export const BASE = '/api/v1';

/** Adds a call to the routes. Its input is checked before it is handled, and what it returns becomes the answer. */
export function register(app: OpenAPIHono<ApiEnv>, call: Call, calls: readonly Call[], parts: Parts): void {
  const path = `${BASE}${call.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
  const changed = readOf(call, calls);
  app.on(call.method, path, async (context) => {
    const principal = context.get('principal');
    const allowed = mayDo(principal, call.action);
    if (!allowed.ok) return problemResponse(allowed.error);
    const read = await readInput(call, context);
    if (!read.ok) return problemResponse(read.error);
    const { timeoutMs = TIMEOUT_MS } = call;
    const limit = limitOf(timeoutMs, context);
    const input = {
      ...read.value,
      principal,
      get signal() {
        return limit.signal();
      },
      header: (name: string) => context.req.header(name),
    };
    const wanted = input.header('if-match');
    if (wanted !== undefined && changed !== undefined) {
      const current = await changed.handle({ ...input, query: {}, body: undefined }, parts);
      if (!current.ok) return problemResponse(current.error);
      if (!matches(wanted, tagOf(JSON.stringify(current.value)))) return problemResponse(OUT_OF_DATE);
    }
    const handled = await call.handle(input, parts);
    if (!handled.ok) return problemResponse(limit.hasPassed() ? tooSlow(timeoutMs) : handled.error);
    return respond(call, handled.value, context);
  });
}

/** When a call is ended. The signal is made when it is looked at, because it costs more than many a call. */
interface Limit {
  /** Aborted when the client leaves, or the time has passed. */
  readonly signal: () => AbortSignal;
  readonly hasPassed: () => boolean;
}

/** @param timeoutMs 0: no limit */
function limitOf(timeoutMs: number, context: Context): Limit {
  let late: AbortSignal | undefined;
  const signal = lazily(() => {
    const { signal: left } = context.req.raw;
    if (timeoutMs === 0) return left;
    late = AbortSignal.timeout(timeoutMs);
    return AbortSignal.any([left, late]);
  });
  return { signal, hasPassed: () => late?.aborted === true };
}

function respond({ answer, method }: Call, value: unknown, context: Context): Response | Promise<Response> {
  if (answer.status === 204) return new Response(null, { status: 204 });
  const acceptEncoding = context.req.header('accept-encoding');
  if ('stream' in answer) return streamResponse(value as Chunks, answer.stream, acceptEncoding);
  const negotiation = { acceptEncoding, ifNoneMatch: context.req.header('if-none-match') };
  return jsonResponse(value, answer.status, negotiation, method === 'get');
}

interface CheckedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly bytes: ReadableStream<Uint8Array> | null;
}

async function readInput(call: Call, context: Context): Promise<Result<CheckedInput, Problem>> {
  const params = check('path', call.params, context.req.param());
  if (!params.ok) return params;
  const typed = readQuery(new URL(context.req.url).searchParams);
  if (!typed.ok) return typed;
  const query = check('query', call.query, typed.value);
  if (!query.ok) return query;
  if (call.takes !== undefined) {
    const [type = ''] = (context.req.header('content-type') ?? '').split(';');
    if (type.trim().toLowerCase() !== call.takes) return err(unsupported(type, call.takes));
    return ok({ params: params.value, query: query.value, body: undefined, bytes: context.req.raw.body });
  }
  const sent =
    call.method === 'get' ? ok(undefined) : await readJson(context.req.raw, call.maxBodyBytes ?? MAX_BODY_BYTES);
  if (!sent.ok) return sent;
  if (call.body === undefined && sent.value !== undefined) {
    return err(badRequest('unexpected-body', 'this call takes no body; send none'));
  }
  const body = check('body', call.body, sent.value);
  return body.ok ? ok({ params: params.value, query: query.value, body: body.value, bytes: null }) : body;
}

/** Parameters of a query. Each may be given once. */
function readQuery(parameters: URLSearchParams): Result<Record<string, string>, Problem> {
  const names = [...parameters.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return ok(Object.fromEntries(parameters));
  return err(
    badRequest('parameter-twice', `the parameter ${JSON.stringify(twice)} is given twice; give it once`, [
      { field: twice, detail: 'is given twice' },
    ]),
  );
}

function check(where: string, schema: z.ZodType | undefined, value: unknown): Result<unknown, Problem> {
  if (schema === undefined) {
    const [unknown] = where === 'body' ? [] : Object.keys(value as object);
    if (unknown === undefined) return ok(value);
    return err(badRequest('unknown-parameter', `this call has no parameter ${JSON.stringify(unknown)}`));
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err(invalid(where, parsed.error));
}

/** The call that reads what another one changes: that of the same path, or of the path before its last word. */
function readOf({ method, path }: Call, calls: readonly Call[]): Call | undefined {
  if (method === 'get') return undefined;
  const isRead = (each: Call, at: string): boolean =>
    each.method === 'get' && each.path === at && at.endsWith('}') && 'schema' in each.answer;
  return [path, path.slice(0, path.lastIndexOf('/'))]
    .map((at) => calls.find((each) => isRead(each, at)))
    .find((each) => each !== undefined);
}

const OUT_OF_DATE: Problem = {
  status: 412,
  reason: 'changed-meanwhile',
  title: 'Changed meanwhile',
  detail: 'what is to be changed is not what If-Match names any more; read it again, and decide again',
};

function tooSlow(timeoutMs: number): Problem {
  return {
    status: 504,
    reason: 'timed-out',
    title: 'Timed out',
    detail: `the call took longer than ${String(timeoutMs / 1000)} seconds and was ended; ask for less`,
  };
}
