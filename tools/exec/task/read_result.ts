import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, errorMessage, readRegularFile } from '../../base/runtime/index.js';
import type { AttemptResult } from './attempt_result.js';

/** Larger than the metadata of any batch. */
const MAX_RESULT_BYTES = 256 * 1024 * 1024;

/** A result file that cannot be used. */
export interface ResultProblem {
  readonly reason: 'result-unusable';
  readonly path: string;
  readonly detail: string;
}

/** Reads a result file. @returns nothing if there is none */
export async function readResult(path: string): Promise<Result<AttemptResult | undefined, ResultProblem>> {
  const unusable = (detail: string): Result<never, ResultProblem> => err({ reason: 'result-unusable', path, detail });
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_RESULT_BYTES);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? ok(undefined) : unusable(errorMessage(error));
  }
  // Loaded only if there is a result: the schema takes longer to load than a short task takes.
  const { attemptResultSchema } = await import('./attempt_result_schema.js');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return unusable('it is not JSON');
  }
  const checked = attemptResultSchema().safeParse(value);
  if (checked.success) return ok(checked.data);
  const [issue] = checked.error.issues;
  return unusable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
