import { err, ok, type Result } from '../../base/model/index.js';
import type { TimeIds } from '../../base/runtime/index.js';
import type { Database, Sql } from '../../catalog/index.js';
import { recordActivity, type Emit, type FieldProblem, type Principal } from '../programs/index.js';
import { bodyDigest, requestBodySchema, wantedOf, type CheckedBody, type RequestBody } from './body.js';
import { MOST_KEY_CHARACTERS, type RequestFailure } from './failure.js';
import { COLUMNS, requestOf, type Request, type RequestRow, type RequestSource } from './request.js';

export interface AcceptOptions {
  readonly principal: Principal;
  readonly source: RequestSource;
  /** Calls with the same key of the same principal are one request. */
  readonly idempotencyKey?: string | undefined;
}

export interface AcceptDeps {
  readonly database: Database;
  readonly clock: { readonly now: () => number };
  readonly newId: TimeIds;
  readonly emit: Emit;
}

/**
 * Writes a request and its idempotency key in one transaction. The same call, also at the same time or after a crash, finds
 * the same request.
 *
 * @param sql the caller's transaction, if the request belongs to it
 */
export async function acceptRequest(
  graph: string,
  body: RequestBody,
  options: AcceptOptions,
  deps: AcceptDeps,
  sql?: Sql,
): Promise<Result<Request, RequestFailure[]>> {
  const checked = checkBody(body, options.idempotencyKey);
  if (!checked.ok) return checked;
  const write = (inside: Sql) => insertRequest(inside, { graph, body: checked.value, ...options }, deps);
  const written = await (sql === undefined ? deps.database.transaction(write) : write(sql));
  if (!written.ok) return err([written.error]);
  const { row, isNew } = written.value;
  if (isNew) deps.emit({ type: 'request', at: row.made_at, graph, request: row.id, state: row.state });
  return ok(requestOf(row));
}

function checkBody(body: RequestBody, key: string | undefined): Result<CheckedBody, RequestFailure[]> {
  if (key !== undefined && (key.length === 0 || key.length > MOST_KEY_CHARACTERS)) {
    return err([{ reason: 'idempotency-key-invalid', length: key.length }]);
  }
  const parsed = requestBodySchema().safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const errors = parsed.error.issues.slice(0, SHOWN_ERRORS).map(({ path, message }): FieldProblem => {
    const field = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return { field, detail: message };
  });
  return err([{ reason: 'request-invalid', errors }]);
}

const SHOWN_ERRORS = 20;

/** A request that is about to be written. */
export interface NewRequest extends AcceptOptions {
  readonly graph: string;
  readonly body: CheckedBody;
  readonly parent?: string;
}

/** Writes a request, unless its key has one already. */
export async function insertRequest(
  sql: Sql,
  request: NewRequest,
  { clock, newId }: Pick<AcceptDeps, 'clock' | 'newId'>,
): Promise<Result<{ readonly row: RequestRow; readonly isNew: boolean }, RequestFailure>> {
  const { graph, body, principal, source, idempotencyKey: key, parent } = request;
  const digest = bodyDigest(graph, body);
  const now = clock.now();
  const [row] = await sql.all<RequestRow>(
    `INSERT INTO requests (id, graph, made_at, made_by, source, idempotency_key, body, body_digest, wanted, state, priority,
note, size, parent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'accepted', $10, $11, $12, $13)
ON CONFLICT (made_by, idempotency_key) DO NOTHING RETURNING ${COLUMNS}`,
    [
      ...[newId(), graph, now, principal.name, JSON.stringify(source), key ?? null, JSON.stringify(body), digest],
      ...[JSON.stringify(wantedOf(body)), body.priority, body.note ?? null, body.size ?? null, parent ?? null],
    ],
  );
  if (row !== undefined) {
    await recordActivity(sql, now, principal, 'accept-request', row.id, { graph, source });
    return ok({ row, isNew: true });
  }
  const [found] = await sql.all<RequestRow>(
    `SELECT ${COLUMNS} FROM requests WHERE made_by = $1 AND idempotency_key = $2`,
    [principal.name, key ?? null],
  );
  if (found === undefined) throw new Error(`request with the key ${String(key)} disappeared`);
  return found.body_digest === digest
    ? ok({ row: found, isNew: false })
    : err({ reason: 'idempotency-key-reused', key: key ?? '', request: found.id });
}
