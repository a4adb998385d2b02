import {
  columnText,
  describeJsonProblem,
  explainShape,
  fieldPath,
  MAX_DEPTH_AROUND,
  parseJsonText,
  type JsonProblem,
} from '../base/json/index.js';
import { err, isManifest, manifestSchema, ok, type Manifest, type Result } from '../base/model/index.js';

/**
 * Parses and checks a manifest as a store keeps it.
 *
 * @returns the manifest, or what is wrong with it
 */
export function readBody(body: string): Result<Manifest, string> {
  const parsed = parseRecorded(body);
  if (!parsed.ok) return err(`it ${describeJsonProblem(parsed.error, columnText)}`);
  if (isManifest(parsed.value)) return ok(parsed.value);
  const checked = manifestSchema().safeParse(parsed.value);
  if (checked.success) return ok(checked.data);
  const { path, message } = explainShape(checked.error, parsed.value);
  return err(`${path.length === 0 ? 'it' : fieldPath(path)}: ${message}`);
}

/**
 * Parses a manifest of a catalog, or a line of an export. Earlier versions recorded halves of surrogate pairs in
 * metadata; they are accepted and kept as they are.
 */
export function parseRecorded(text: string): Result<unknown, JsonProblem> {
  const parsed = parseJsonText(text, MAX_DEPTH_AROUND);
  return parsed.ok || parsed.error.kind !== 'half-surrogate-pair' ? parsed : ok(JSON.parse(text) as unknown);
}
