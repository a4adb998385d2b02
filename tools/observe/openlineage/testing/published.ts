import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS, type Schema } from './schemas.js';

/**
 * Reads the published files of the schemas that are used.
 *
 * @param folder laid out like `https://openlineage.io/spec`: `website/static/spec` in the repository of OpenLineage
 */
export function openLineageSchemas(folder: string): Schema[] {
  return SCHEMAS.map(({ $id }) => {
    const path = String($id).slice('https://openlineage.io/spec/'.length);
    return JSON.parse(readFileSync(join(folder, path), 'utf8')) as Schema;
  });
}
