import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { explainShape, fieldPath } from '../base/json/index.js';
import {
  err,
  isManifest,
  lazily,
  manifestSchema,
  MAX_MICROS,
  ok,
  partitionRefSchema,
  type Inferred,
  type Result,
} from '../base/model/index.js';
import { parseRecorded, readBody } from './body.js';
import type { OnDamaged, OnRows } from './catalog.js';
import type { ImportFailure, ImportSummary } from './import_outcome.js';
import { PAGE_ROWS } from './list.js';
import { eventProblem, refuseRow } from './rows.js';
import type { Forgetting, ImportedManifest, ManifestRow, Store, StoreView } from './store.js';

const EXPORT_SCHEMA_VERSION = 1;

const microsSchema = lazily(() =>
  z.int().min(0).max(MAX_MICROS).describe('Microseconds since the epoch, by the clock of the catalog it is from.'),
);

/** One line of an export. The order of lines does not matter. */
export const exportLineSchema = lazily(() =>
  z.discriminatedUnion('type', [
    z.object({
      schemaVersion: z.literal(EXPORT_SCHEMA_VERSION),
      type: z.literal('manifest'),
      atMicros: microsSchema(),
      manifest: manifestSchema(),
    }),
    z.object({
      schemaVersion: z.literal(EXPORT_SCHEMA_VERSION),
      type: z.literal('forgotten'),
      atMicros: microsSchema(),
      ref: partitionRefSchema(),
    }),
  ]),
);
export type ExportLine = Inferred<typeof exportLineSchema>;

/** See `Catalog.exportLines`. */
export async function* exportLines(
  store: StoreView,
  onDamaged: OnDamaged = (what, detail) => refuseRow(store.place, what, detail),
): AsyncGenerator<string> {
  const head = `{"schemaVersion":${String(EXPORT_SCHEMA_VERSION)},"type":`;
  for (let after = 0; ;) {
    const page = await store.manifestsPage(after, PAGE_ROWS);
    for (const row of page) {
      const problem = manifestProblem(row);
      if (problem !== undefined) onDamaged(`manifest ${row.id}`, problem);
      // The body is already JSON on one line.
      else yield `${head}"manifest","atMicros":${String(row.atMicros)},"manifest":${row.body}}`;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) break;
    after = last.seq;
  }
  for (let after: Forgetting | undefined; ;) {
    const page = await store.forgettingsPage(after, PAGE_ROWS);
    for (const row of page) {
      const { ref, atMicros } = row;
      const problem = eventProblem(row);
      if (problem !== undefined) onDamaged(`ref ${ref}`, problem);
      else yield `${head}"forgotten","atMicros":${String(atMicros)},"ref":${JSON.stringify(ref)}}`;
    }
    after = page.at(-1);
    if (page.length < PAGE_ROWS) return;
  }
}

function manifestProblem({ body, atMicros }: ManifestRow): string | undefined {
  const manifest = readBody(body);
  if (!manifest.ok) return manifest.error;
  if (body.includes('\n')) return 'it is on several lines';
  const [ref] = manifest.value.outputs;
  return ref === undefined ? undefined : eventProblem({ ref, atMicros });
}

/** See `Catalog.importLines`. Blank lines are ignored. */
export async function importLines(
  store: Store,
  lines: AsyncIterable<string> | Iterable<string>,
  onRead: OnRows = () => undefined,
): Promise<Result<ImportSummary, ImportFailure>> {
  const total = { manifestsAdded: 0, forgettingsAdded: 0, known: 0, conflicting: new Array<string>() };
  let batch: ReadLine[] = [];
  const merge = async (): Promise<void> => {
    const manifests = batch.flatMap((line) => (line.kind === 'manifest' ? [line.event] : []));
    const forgettings = batch.flatMap((line) => (line.kind === 'forgotten' ? [line.event] : []));
    const known = await store.bodies(manifests.map(({ manifest }) => manifest.id));
    for (const { manifest, body } of manifests) {
      const mine = known.get(manifest.id);
      if (mine !== undefined && !isSameJson(mine, body)) total.conflicting.push(manifest.id);
    }
    const added = await store.merge({ manifests, forgettings });
    total.manifestsAdded += added.manifestsAdded;
    total.forgettingsAdded += added.forgettingsAdded;
    total.known += batch.length - added.manifestsAdded - added.forgettingsAdded;
    onRead(batch.length);
    batch = [];
  };

  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const line = readLine(text, number);
    if (!line.ok) return line;
    if (batch.push(line.value) === PAGE_ROWS) await merge();
  }
  await merge();
  return ok({ ...total, known: total.known - total.conflicting.length });
}

type ReadLine =
  | { readonly kind: 'manifest'; readonly event: ImportedManifest }
  | { readonly kind: 'forgotten'; readonly event: Forgetting };

function readLine(text: string, line: number): Result<ReadLine, ImportFailure> {
  const json = parseRecorded(text);
  if (!json.ok) return err({ reason: 'import-line-not-json', line, problem: json.error });
  const { value } = json;
  const version = z.object({ schemaVersion: z.int() }).safeParse(value);
  if (version.success && version.data.schemaVersion > EXPORT_SCHEMA_VERSION) {
    const found = version.data.schemaVersion;
    return err({ reason: 'import-newer-schema', line, found, known: EXPORT_SCHEMA_VERSION });
  }
  const parsed = exportLineSchema().safeParse(value);
  if (parsed.success) return ok(eventOf(parsed.data, value));
  const { path, message, found } = explainShape(parsed.error, value);
  const detail = found === '' ? message : `${message}; it is ${found}`;
  return err({ reason: 'import-line-invalid', line, at: fieldPath(path), detail });
}

/** @param value the original line: the stored manifest keeps the order of its properties */
function eventOf(line: ExportLine, value: unknown): ReadLine {
  const { atMicros } = line;
  if (line.type === 'forgotten') return { kind: 'forgotten', event: { ref: line.ref, atMicros } };
  const { manifest } = value as { readonly manifest: object };
  // Fill in the defaults of the config, so that readers of the manifest find them.
  const whole = isManifest(manifest) ? manifest : { ...manifest, config: line.manifest.config };
  return { kind: 'manifest', event: { manifest: line.manifest, body: JSON.stringify(whole), atMicros } };
}

/** Whether two JSON texts have the same value, whatever the order of properties. Invalid JSON is never the same. */
function isSameJson(mine: string, theirs: string): boolean {
  if (mine === theirs) return true;
  const [one, other] = [parseRecorded(mine), parseRecorded(theirs)];
  return one.ok && other.ok && isDeepStrictEqual(one.value, other.value);
}
