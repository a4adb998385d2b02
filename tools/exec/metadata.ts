import { open } from 'node:fs/promises';
import { err, ok, type Manifest, type Result } from '../model/index.js';
import { errorMessage } from '../runtime/index.js';
import type { Secrets } from '../secrets/index.js';
import type { TaskProblem } from './failure.js';

/** Manifests are read often and kept for good: what is larger belongs into the data. */
export const MAX_METADATA_BYTES = 1024 * 1024;

/**
 * Reads what a job wrote into `DATABUILD_METADATA_FILE`: one JSON object of at most 1 MiB.
 *
 * @param secrets that no message quotes; what is read holds them still
 */
export async function readMetadata(
  path: string,
  secrets?: Secrets,
): Promise<Result<Manifest['metadata'], TaskProblem>> {
  const malformed = (detail: string): Result<never, TaskProblem> => err({ reason: 'metadata-malformed', path, detail });
  try {
    await using file = await open(path);
    const stat = await file.stat();
    if (!stat.isFile()) return malformed('it is not a regular file');
    if (stat.size > MAX_METADATA_BYTES) {
      return malformed(`it has ${String(stat.size)} bytes, more than ${String(MAX_METADATA_BYTES)}`);
    }
    const value = parse(await file.readFile('utf8'), secrets);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return malformed('it is not a JSON object');
    return ok(value as Manifest['metadata']);
  } catch (error) {
    return malformed(errorMessage(error));
  }
}

/** @throws SyntaxError that quotes a few characters of the text */
function parse(text: string, secrets: Secrets | undefined): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // What it quotes is cut anywhere, so that no mask would find a secret in it.
    if (secrets === undefined) throw error;
    JSON.parse(secrets.mask(text));
    throw new SyntaxError('it is not JSON', { cause: error });
  }
}
