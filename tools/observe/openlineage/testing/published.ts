import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS, type Schema } from './schemas.js';

/**
 * The published files of the schemas that are used.
 *
 * @param folder laid out as `https://openlineage.io/spec` is: `website/static/spec` in the repository of OpenLineage
 */
export function publishedSchemas(folder: string): Schema[] {
  return SCHEMAS.map(({ $id }) => {
    const path = String($id).slice('https://openlineage.io/spec/'.length);
    return JSON.parse(readFileSync(join(folder, path), 'utf8')) as Schema;
  });
}
