import { explainShape, locate, parseJsonText } from '../../base/json/index.js';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import type { PinFileFailure } from './failure.js';
import { PIN_SCHEMA_VERSION, pinSchema, type Pin } from './schema.js';

/**
 * Reads a pinned plan.
 *
 * @returns the pinned plan, or the first thing that is wrong with the text
 */
export function readPin(text: string): Result<Pin, PinFileFailure> {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return err({ reason: 'plan-not-json', problem: parsed.error });
  const { value } = parsed;
  if (isObject(value) && value['schemaVersion'] !== PIN_SCHEMA_VERSION) {
    const found = value['schemaVersion'];
    return err({
      reason: 'pin-schema-version',
      found: found === undefined ? '' : JSON.stringify(found),
      supported: PIN_SCHEMA_VERSION,
    });
  }
  const checked = pinSchema().safeParse(value);
  if (checked.success) return ok(checked.data);
  const problem = explainShape(checked.error, value);
  return err({ reason: 'plan-bad-shape', problem, place: locate(text, problem.path) });
}
