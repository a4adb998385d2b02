import type * as z from 'zod';
import type { Result } from '../../base/model/index.js';
import type { Principal, Problem } from '../programs/index.js';
import type { Parts } from './parts.js';
import type { Action } from './policy.js';

/** What a call is given, checked. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly principal: Principal;
  /** Aborted when the client leaves, or the call takes too long. */
  readonly signal: AbortSignal;
  /** @param name of a header, in lower case */
  readonly header: (name: string) => string | undefined;
  /** The body as it arrives, of a call that takes bytes. */
  readonly bytes: ReadableStream<Uint8Array> | null;
}

/** The form of an answer with status 200, 201, 202 or 204. */
export type AnswerForm<Answer> =
  | { readonly status: 200 | 201 | 202; readonly schema: z.ZodType<Answer>; readonly about: string }
  | { readonly status: 204; readonly about: string }
  /** The answer is a stream of this type. */
  | { readonly status: 200; readonly stream: string; readonly about: string };

/** A stream in place of a JSON answer. */
export type Chunks = AsyncIterable<string | Uint8Array>;

/** How a call looks in the reference. A test makes the call. */
export interface Example {
  /** Path parameters that are no ids of the service; ids are those of the test. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One call of the API: everything that its route, its reference and the OpenAPI document are made from.
 *
 * `handle` is a method, so that calls with different inputs fit into one table.
 */
export interface Call<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> {
  /** `operationId` of the document. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `{names}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly action: Action;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Type of a body that is not JSON. */
  readonly takes?: string;
  /** Headers that it reads: name → what it is for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Maximum size of the body; default: 1 MiB. */
  readonly maxBodyBytes?: number;
  /** A call that may take longer than others. Default: 30 seconds; 0: no limit. */
  readonly timeoutMs?: number;
  readonly answer: AnswerForm<Answer>;
  /** Statuses of problems besides those that every call has. */
  readonly problems?: readonly number[];
  readonly example: Example;
  handle(input: Input<Params, Query, Body>, parts: Parts): Promise<Result<Answer | Chunks, Problem>>;
}

/** Declares a call, and infers the types of its input and answer from its schemas. */
export function call<Params, Query, Body, Answer>(declared: Call<Params, Query, Body, Answer>): Call {
  return declared;
}
