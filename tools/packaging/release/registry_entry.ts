import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** `source.json` of a registry: the URL of a version, and its hash. */
export interface RegistrySource {
  readonly url: string;
  readonly integrity: string;
  readonly strip_prefix: string;
}

/** The values of the placeholders in the templates of `.bcr/`. */
export interface Placeholders {
  readonly OWNER: string;
  readonly REPO: string;
  readonly TAG: string;
  readonly VERSION: string;
}

/**
 * Subresource integrity of a file, as registries and lockfiles write it: `sha256-` and base64.
 *
 * @param algorithm an algorithm of node:crypto, such as `sha512`
 */
export async function integrityOf(file: string, algorithm = 'sha256'): Promise<string> {
  return `${algorithm}-${createHash(algorithm)
    .update(await readFile(file))
    .digest('base64')}`;
}

/**
 * Fills in `.bcr/source.template.json`.
 *
 * @param template its text
 * @throws if it has an unknown placeholder
 */
export function registrySource(template: string, values: Placeholders, integrity: string): RegistrySource {
  const known = new Map<string, string>(Object.entries(values));
  const filled = template.replaceAll(/\{([A-Z]+)\}/g, (_, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`.bcr/source.template.json: unknown placeholder {${name}}`);
    return value;
  });
  return { ...(JSON.parse(filled) as RegistrySource), integrity };
}
