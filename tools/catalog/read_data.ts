import { ok, saysData, type ManifestData, type Result } from '../base/model/index.js';
import { parseRecorded, readBody } from './body.js';

/**
 * Reads what a manifest, as a store keeps it, says of its data. Nothing else of it is checked, and as builds write manifests,
 * nothing else of it is parsed: a task may read 100,000 partitions.
 *
 * @returns the data, or what is wrong with the manifest
 */
export function readData(id: string, body: string): Result<ManifestData, string> {
  const plain = plainDigests(body);
  if (plain !== undefined && saysData(plain)) return ok({ id, ...plain });
  const parsed = parseRecorded(body);
  if (parsed.ok && saysData(parsed.value)) {
    const { digests, unchangedSince } = parsed.value;
    return ok({ id, digests, unchangedSince });
  }
  const whole = readBody(body);
  return whole.ok ? ok(whole.value) : whole;
}

const DIGESTS = '"digests":';
const AFTER_DIGESTS = '},"metadata":';

/**
 * The digests, parsed alone; an object without them if there are none. Nothing if only the whole manifest tells: the names of
 * its fields may stand elsewhere, too, as in its metadata.
 */
function plainDigests(body: string): unknown {
  if (!body.startsWith('{') || !body.endsWith('}') || body.includes('"unchangedSince":')) return undefined;
  const name = body.indexOf(DIGESTS);
  if (name < 0) return {};
  const end = body.indexOf(AFTER_DIGESTS);
  if (end < name || body.indexOf(DIGESTS, name + 1) >= 0) return undefined;
  try {
    return { digests: JSON.parse(body.slice(name + DIGESTS.length, end + 1)) as unknown };
  } catch {
    return undefined;
  }
}
