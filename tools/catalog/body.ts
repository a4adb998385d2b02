import { ManifestSchema, err, ok, type Manifest, type Result } from '../model/index.js';

/** A manifest as a store keeps it, checked; what is wrong with it where it is none. */
export function readBody(body: string): Result<Manifest, string> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return err('is not JSON');
  }
  const parsed = ManifestSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(issue === undefined ? 'is no manifest' : `${issue.path.join('.')}: ${issue.message}`);
}
