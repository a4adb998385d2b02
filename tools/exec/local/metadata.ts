import { describeJsonProblem, parseJson, type JsonProblem, type Place } from '../../base/json/index.js';
import { err, isObject, ok, type Manifest, type Result } from '../../base/model/index.js';
import { errorMessage, readRegularFile } from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { TaskProblem } from '../index.js';

/** Manifests are read often and kept for good, so larger metadata belongs in the data. */
const MAX_METADATA_BYTES = 1024 * 1024;

/**
 * Reads what a job wrote into `DATABUILD_METADATA_FILE`: one JSON object of at most 1 MiB, which is stored without change
 * or refused.
 *
 * @param secrets values that no message quotes; the result still contains them
 */
export async function readMetadata(
  path: string,
  secrets?: Secrets,
): Promise<Result<Manifest['metadata'], TaskProblem>> {
  const malformed = (detail: string): Result<never, TaskProblem> => err({ reason: 'metadata-malformed', path, detail });
  try {
    const bytes = await readRegularFile(path, MAX_METADATA_BYTES);
    const parsed = parseJson(bytes);
    if (!parsed.ok) return malformed(`it ${describeMasked(parsed.error, bytes, secrets)}`);
    if (!isObject(parsed.value)) return malformed('it is not a JSON object');
    return ok(parsed.value as Manifest['metadata']);
  } catch (error) {
    return malformed(errorMessage(error));
  }
}

/** Describes a problem. A quotation may be cut within a secret, where no mask would find it, so the text is masked before it is quoted. */
export function describeMasked(
  problem: JsonProblem,
  bytes: Buffer,
  secrets: Secrets | undefined,
  placeText?: (place: Place) => string,
): string {
  if (secrets === undefined) return describeJsonProblem(problem, placeText);
  const masked = parseJson(Buffer.from(secrets.mask(bytes.toString())));
  return masked.ok ? 'is not JSON that can be kept as it is' : describeJsonProblem(masked.error, placeText);
}
