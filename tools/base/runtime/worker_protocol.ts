import * as z from 'zod';
import { explainShape, fieldPath, parseJson } from '../json/index.js';
import { lazily, type Inferred } from '../model/index.js';

// Bazel's JSON protocol of persistent workers: one JSON object a line in both directions. What Bazel leaves out for being
// 0 or empty may be left out here, too; fields that are not known are ignored, also by the libraries of workers.
// https://bazel.build/remote/creating

/** The argument that tells a program to stay alive and to read requests. */
export const WORKER_ARGUMENT = '--persistent_worker';

const workResponseSchema = lazily(() =>
  z.object({
    exitCode: z.int().default(0),
    output: z.string().default(''),
    requestId: z.int().default(0),
    wasCancelled: z.literal(false, 'nothing was cancelled').default(false),
  }),
);

/** How a worker answered one request. */
export type WorkResponse = Inferred<typeof workResponseSchema>;

/** What is wrong with a worker, apart from being killed or too slow. What it printed is kept beside it. */
export type WorkerProblem =
  /** It ended by itself while a request waited for its answer. */
  | { readonly reason: 'exited'; readonly code: number }
  /** It printed a line that is not an answer. `why`: what is wrong with it; it quotes nothing. */
  | { readonly reason: 'not-an-answer'; readonly why: string }
  /** It printed more than fits an answer, and the line has no end. */
  | { readonly reason: 'answer-too-long'; readonly limitBytes: number }
  /** It answered a request that is not the one that waits. */
  | { readonly reason: 'other-request'; readonly requestId: number; readonly expected: number }
  /** It printed something while no request waited, or behind its answer. */
  | { readonly reason: 'unasked' }
  /** It closed its standard output and went on. */
  | { readonly reason: 'output-closed' };

/** @param env variables of this request alone: a field that is not of Bazel's protocol. Left out: the field is, too */
export function requestLine(
  requestId: number,
  args: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
): string {
  return `${JSON.stringify({ arguments: args, inputs: [], requestId, ...(env !== undefined && { env }) })}\n`;
}

/** Reads a line of a worker. @returns the answer; or why it is none */
export function readResponse(line: Buffer): WorkResponse | string {
  const parsed = parseJson(line);
  if (!parsed.ok) return parsed.error.kind === 'not-utf8' ? 'it is not UTF-8' : 'it is not JSON';
  const checked = workResponseSchema().safeParse(parsed.value);
  if (checked.success) return checked.data;
  const { path, message } = explainShape(checked.error, parsed.value);
  return path.length === 0 ? message : `${fieldPath(path)}: ${message}`;
}
