import type { z } from '@hono/zod-openapi';
import { CatalogError } from '../../catalog/index.js';
import { describeCatalogFailure } from '../../report/index.js';
import type { FieldProblem, Problem } from '../programs/index.js';

/** How many wrong fields a problem lists. */
const MAX_ERRORS = 20;

/** Seconds after which a client may try again when the database did not answer. */
const RETRY_SECONDS = 2;

export function notFound(what: string, fix: string): Problem {
  return { status: 404, reason: 'not-found', title: 'Not found', detail: `there is no ${what}; ${fix}` };
}

export function badRequest(reason: string, detail: string, errors?: readonly FieldProblem[]): Problem {
  return { status: 400, reason, title: 'Bad request', detail, ...(errors !== undefined && { errors }) };
}

/** @param where a part of the request: `path`, `query` or `body` */
export function invalid(where: string, { issues }: z.core.$ZodError): Problem {
  const errors = issues
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ field: fieldOf(where, path), detail: message }));
  const [first] = errors;
  const others = issues.length > 1 ? ` (and ${String(issues.length - 1)} more)` : '';
  return badRequest(
    'invalid-request',
    `the ${where} is invalid: ${first === undefined ? '' : `${first.field}: ${first.detail}`}${others}`,
    errors,
  );
}

function fieldOf(where: string, path: readonly PropertyKey[]): string {
  if (where !== 'body') return path.map(String).join('.');
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The problem of an exception: that of a catalog that does not answer, or a bug, of which the client learns nothing. */
export function unexpected(error: unknown): Problem {
  if (error instanceof CatalogError) {
    return {
      status: 503,
      reason: error.failure.reason,
      title: 'The catalog is not available',
      detail: describeCatalogFailure(error.failure),
      retryAfter: RETRY_SECONDS,
    };
  }
  return {
    status: 500,
    reason: 'internal-error',
    title: 'Internal error',
    detail: 'this is a bug of DataBuild; the log of the service has the details',
  };
}
