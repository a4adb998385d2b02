import * as z from 'zod';
import { columnText, explainShape, fieldPath, MAX_DEPTH, parseJson, shorten } from '../../base/json/index.js';
import { err, isObject, lazily, ok, type Inferred, type Manifest, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage, linesIn, readRegularFile } from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { TaskProblem } from '../index.js';
import { describeMasked } from './metadata.js';

/** Metadata is in the line of its task, and is kept in a manifest; see `MAX_METADATA_BYTES`. */
const MAX_LINE_BYTES = 1024 * 1024;
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** How much of a message is kept, in characters. The log has room for more. */
const MAX_MESSAGE_LENGTH = 1000;

const reportedSchema = lazily(() =>
  z.strictObject({
    id: z.string().describe('Id of the task, from its line in DATABUILD_BATCH_FILE.'),
    durationMs: z
      .int()
      .min(0)
      .optional()
      .describe('How long the task took, in milliseconds; left out: it has an equal share of the time that is left.'),
  }),
);

/** One line of `DATABUILD_BATCH_RESULTS`: the result of one task. */
export const batchResultSchema = lazily(() =>
  z.discriminatedUnion(
    'outcome',
    [
      reportedSchema().extend({
        outcome: z.literal('succeeded').describe('All outputs of the task exist and are complete.'),
        metadata: z
          .record(z.string(), z.unknown())
          .optional()
          .describe('Stored in the partition manifest, as the content of DATABUILD_METADATA_FILE is.'),
      }),
      reportedSchema().extend({
        outcome: z.literal('failed'),
        message: z.string().optional().describe('What failed, for people.'),
      }),
    ],
    { error: 'must be "succeeded" or "failed"' },
  ),
);
type BatchResult = Inferred<typeof batchResultSchema>;

/** What the program reported about one task. */
export type Reported =
  | { readonly outcome: 'succeeded'; readonly metadata: Manifest['metadata']; readonly durationMs?: number | undefined }
  | { readonly outcome: 'failed'; readonly message: string; readonly durationMs?: number | undefined };

/** What is expected in a file of results. */
export interface Expected {
  /** Ids of the tasks of the batch. */
  readonly ids: ReadonlySet<string>;
  /** Whether the program ended by itself and with 0. If not, its last line may be cut off, and does not count then. */
  readonly complete: boolean;
  /** Values that no message quotes; the result still contains them. */
  readonly secrets?: Secrets | undefined;
}

/**
 * Reads what the program of a batch wrote into `DATABUILD_BATCH_RESULTS`. If anything in it is wrong, nothing of it counts.
 *
 * @returns the results by task id; none if there is no file
 */
export async function readResults(
  path: string,
  { ids, complete, secrets }: Expected,
): Promise<Result<ReadonlyMap<string, Reported>, TaskProblem>> {
  const malformed = (line: number, detail: string): Result<never, TaskProblem> =>
    err({ reason: 'batch-results-malformed', path, line, detail });
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_FILE_BYTES);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? ok(NOTHING) : malformed(0, errorMessage(error));
  }
  const results = new Map<string, Reported>();
  const lineOf = new Map<string, number>();
  for (const [number, line] of linesOf(bytes, complete)) {
    const read = readLine(line, secrets);
    if (!read.ok) return malformed(number, read.error);
    const { id } = read.value;
    const before = lineOf.get(id);
    if (before !== undefined) return malformed(number, `line ${String(before)} has a result of task ${quote(id)}, too`);
    if (!ids.has(id)) return malformed(number, `no task of this batch has the id ${quote(id)}`);
    lineOf.set(id, number);
    results.set(id, reportedOf(read.value));
  }
  return ok(results);
}

const NOTHING: ReadonlyMap<string, Reported> = new Map();

/** The lines that are not blank, with their numbers, from 1. @param complete whether to include one without a line feed */
function* linesOf(bytes: Buffer, complete: boolean): Generator<[number: number, line: Buffer]> {
  let number = 0;
  for (const [line, ended] of linesIn(bytes)) {
    number++;
    if (!ended && !complete) return;
    if (line.some((byte) => byte > 0x20)) yield [number, line];
  }
}

/** @returns the result; or why the line is none */
function readLine(line: Buffer, secrets: Secrets | undefined): Result<BatchResult, string> {
  if (line.length > MAX_LINE_BYTES) return err(`it has more than ${String(MAX_LINE_BYTES)} bytes`);
  // Metadata may be as deep as elsewhere, and is one level down here.
  const parsed = parseJson(line, MAX_DEPTH + 1);
  if (!parsed.ok) return err(`it ${describeMasked(parsed.error, line, secrets, columnText)}`);
  if (!isObject(parsed.value)) return err('it is not a JSON object');
  const checked = batchResultSchema().safeParse(parsed.value);
  if (checked.success) return ok(checked.data);
  const { path, message } = explainShape(checked.error, parsed.value);
  return err(path.length === 0 ? message : `${fieldPath(path)}: ${message}`);
}

function reportedOf(result: BatchResult): Reported {
  const { durationMs } = result;
  if (result.outcome === 'succeeded') {
    return { outcome: 'succeeded', metadata: (result.metadata ?? {}) as Manifest['metadata'], durationMs };
  }
  return { outcome: 'failed', message: shorten(result.message ?? '', MAX_MESSAGE_LENGTH), durationMs };
}

function quote(id: string): string {
  return shorten(JSON.stringify(id), 80);
}
