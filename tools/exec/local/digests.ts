import { parseJson, shorten } from '../../base/json/index.js';
import {
  err,
  isObject,
  NAME,
  ok,
  strangersIn,
  type Manifest,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import { errorMessage, readRegularFile } from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { CheckProblem, TaskProblem } from '../index.js';
import { describeMasked } from './metadata.js';
import { runCheck, runOnOutputs, type AttemptContext, type Ran } from './output_programs.js';

export type Digests = NonNullable<Manifest['digests']>;

/** A digest program may print this much in one call. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** How much of a ref is shown that may be no ref at all. */
const SHOWN = 80;

/**
 * Takes the digests of its outputs out of what a job reported.
 *
 * @param file the metadata file, for messages
 */
export function splitReport(
  { digests = {}, ...metadata }: Manifest['metadata'],
  outputs: readonly PartitionRef[],
  file: string,
): Result<{ readonly metadata: Manifest['metadata']; readonly digests: Digests }, TaskProblem> {
  const detail = problemWith(digests, outputs);
  if (detail !== undefined) return err({ reason: 'digests-malformed', from: file, detail });
  return ok({ metadata, digests: digests as Digests });
}

/**
 * Runs the digest program of the job for the outputs whose digests the run did not report. Each call prints
 * one JSON object, ref → digest. A ref that it leaves out has no digest.
 *
 * @param reported the digests that the run reported
 * @returns these, and those of the program
 */
async function runDigest(
  digest: string,
  outputs: readonly PartitionRef[],
  reported: Digests,
  ran: Ran,
  context: AttemptContext,
): Promise<Result<Digests, TaskProblem> | 'not-started'> {
  const { task, number } = ran.first;
  const refs = outputs.filter((ref) => !Object.hasOwn(reported, ref));
  if (refs.length === 0) return ok(reported);
  const stdoutFile = context.files.digestsFileOf(task.id, number);
  const found: Digests = { ...reported };
  const problem = await runOnOutputs(
    {
      path: digest,
      refs,
      more: { stdoutFile },
      failed: (how: CheckProblem) => ({ reason: 'digest-failed', digest, problem: how }),
      then: async () => {
        const answer = await readAnswer(stdoutFile, refs, context.secrets);
        if (!answer.ok) return { reason: 'digests-malformed', from: digest, detail: answer.error };
        Object.assign(found, answer.value);
        return undefined;
      },
    },
    ran,
    context,
  );
  if (problem === 'not-started') return problem;
  return problem === undefined ? ok(found) : err(problem);
}

/**
 * Runs the check and then the digest program of the job.
 *
 * @param outputs at least one
 * @param reported the digests that the run reported
 * @returns the digests of the outputs, or why the tasks that made them fail
 */
export async function runOutputPrograms(
  outputs: readonly PartitionRef[],
  reported: Digests,
  ran: Ran,
  context: AttemptContext,
): Promise<Result<Digests, TaskProblem> | 'not-started'> {
  const { check, digest } = ran.policy;
  const rejected = check === undefined ? undefined : await runCheck(check, outputs, ran, context);
  if (rejected === 'not-started') return rejected;
  if (rejected !== undefined) return err(rejected);
  return digest === undefined ? ok(reported) : runDigest(digest, outputs, reported, ran, context);
}

/** @returns what the program printed, or what is wrong with it */
async function readAnswer(
  path: string,
  refs: readonly PartitionRef[],
  secrets: Secrets | undefined,
): Promise<Result<Digests, string>> {
  try {
    const bytes = await readRegularFile(path, MAX_ANSWER_BYTES);
    const parsed = parseJson(bytes);
    if (!parsed.ok) return err(`its output ${describeMasked(parsed.error, bytes, secrets)}`);
    const detail = problemWith(parsed.value, refs);
    return detail === undefined ? ok(parsed.value as Digests) : err(detail);
  } catch (error) {
    return err(errorMessage(error));
  }
}

/** What is wrong with digests; nothing if each is a text, and of one of the refs. */
function problemWith(digests: unknown, refs: readonly PartitionRef[]): string | undefined {
  if (!isObject(digests)) return 'they are not a JSON object';
  const [stranger] = strangersIn(digests, refs);
  if (stranger !== undefined) return `"${shorten(stranger, SHOWN)}" is not an output of the task`;
  const [odd] = Object.entries(digests).find(([, digest]) => typeof digest !== 'string' || !NAME.test(digest)) ?? [];
  if (odd === undefined) return undefined;
  return `the digest of ${odd} must be a text of 1 to 1,024 characters without control characters`;
}
