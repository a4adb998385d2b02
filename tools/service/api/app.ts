import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { lazily } from '../../base/model/index.js';
import type { Principal, Problem } from '../programs/index.js';
import { everyone } from './auth/everyone.js';
import type { Authenticator } from './auth/authenticator.js';
import type { Call } from './call.js';
import { CALLS } from './calls/index.js';
import { checkOrigin, checkUrl, SECURITY_HEADERS } from './guards.js';
import type { Parts } from './parts.js';
import { openApiDocument } from './openapi.js';
import { notFound, unexpected } from './problems.js';
import { rateLimit } from './rate_limit.js';
import { BASE, register, type ApiEnv } from './register.js';
import { jsonResponse, problemResponse } from './respond.js';
import type { WebPages } from './web_pages.js';

/** A call that was answered, for logs and metrics. */
export interface Answered {
  readonly method: string;
  /** The path of the route, with its names in place of their values; empty if there is none. */
  readonly route: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly who: string | undefined;
  /** What went wrong, if that is a bug. */
  readonly error?: unknown;
}

export interface AppOptions {
  readonly auth?: Authenticator;
  /** Calls a second that each client may make. */
  readonly callsPerSecond?: number;
  readonly onAnswered?: (answered: Answered) => void;
  /** Left out: the service has no pages. */
  readonly pages?: WebPages | undefined;
}

/** Refused tokens a second from one address. */
const REFUSALS_PER_SECOND = 5;

const CALLS_PER_SECOND = 2000;

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What needs no token: how a machine finds out whether the service works. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export type App = OpenAPIHono<ApiEnv>;

/** Makes the API. It is what answers requests, wherever they come from. */
export function createApp(parts: Parts, options: AppOptions = {}): App {
  const { auth = everyone, callsPerSecond = CALLS_PER_SECOND, onAnswered, pages } = options;
  const app = new OpenAPIHono<ApiEnv>();
  const calls = rateLimit(callsPerSecond, parts.clock);
  const refusals = rateLimit(REFUSALS_PER_SECOND, parts.clock);
  const errors = new WeakMap<Context, unknown>();

  app.use(async (context, next) => {
    const begin = parts.clock.elapsed();
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      // Pages have a policy of their own.
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
    const principal = context.get('principal') as Principal | undefined;
    onAnswered?.({
      method: context.req.method,
      route: routeOf(context),
      path: context.req.path,
      status: context.res.status,
      durationMs: parts.clock.elapsed() - begin,
      who: principal?.name,
      error: errors.get(context),
    });
  });
  app.use(async (context, next): Promise<Response | undefined> => {
    const header = (name: string): string | undefined => context.req.header(name);
    const url = checkUrl(context.req.url);
    if (!url.ok) return problemResponse(url.error);
    const origin = checkOrigin(context.req.method, header, auth.open);
    if (!origin.ok) return problemResponse(origin.error);
    if (OPEN_PATHS.has(context.req.path)) {
      await next();
      return undefined;
    }
    if (READS.has(context.req.method) && pages?.has(context.req.path) === true) {
      return pages.answer(context.req.path, header);
    }
    const peer = peerOf(context);
    const known = auth.identify({ header, peer });
    if (!known.ok) {
      const wait = refusals.take(peer);
      return problemResponse(wait === 0 ? known.error : tooMany(wait));
    }
    const wait = calls.take(`${known.value.name} ${peer}`);
    if (wait > 0) return problemResponse(tooMany(wait));
    context.set('principal', known.value);
    await next();
    return undefined;
  });
  for (const call of CALLS) register(app, call, CALLS, parts);
  const document = lazily(() => openApiDocument(CALLS));
  app.get(`${BASE}/openapi.json`, (context) => {
    const negotiation = {
      acceptEncoding: context.req.header('accept-encoding'),
      ifNoneMatch: context.req.header('if-none-match'),
    };
    return jsonResponse(document(), 200, negotiation, true);
  });
  app.notFound((context) => missing(app, context, CALLS));
  app.onError((error, context) => {
    const problem = unexpected(error);
    errors.set(context, problem.status === 500 ? error : undefined);
    return problemResponse(problem);
  });
  return app;
}

function peerOf(context: Context): string {
  // Tests may call without a connection.
  const env = context.env as Partial<HttpBindings> | undefined;
  return env?.incoming?.socket.remoteAddress ?? '127.0.0.1';
}

/** The path of the route that answered. */
function routeOf(context: Context): string {
  return matchedRoutes(context).findLast(({ method }) => method !== 'ALL')?.path ?? '';
}

/** The answer where no route is: which methods there are, or that there is nothing. */
function missing(app: App, context: Context, calls: readonly Call[]): Response {
  const { method, path } = context.req;
  const found = METHODS.filter((each) => app.router.match(each, path)[0].some(([[, route]]) => route.method !== 'ALL'));
  if (found.length === 0) {
    const fix = `the ${String(calls.length)} calls are listed by ${BASE}/openapi.json`;
    // Clients of another version know by the reason that it is the call that does not exist.
    return problemResponse({ ...notFound(`${path} here`, fix), reason: 'call-not-found' });
  }
  const allow = [...found, ...(found.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  const answer = problemResponse({
    status: 405,
    reason: 'method-not-allowed',
    title: 'Method not allowed',
    detail: `${path} does not take ${method}; it takes ${allow}`,
  });
  answer.headers.set('allow', allow);
  return answer;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function tooMany(retryAfter: number): Problem {
  return {
    status: 429,
    reason: 'too-many-calls',
    title: 'Too many calls',
    detail: `too many calls; try again in ${String(retryAfter)} s`,
    retryAfter,
  };
}
