import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandsPage } from './commands_page.js';
import { rulesPage } from './rules_page.js';

/**
 * The pages of `docs/` that are generated, in whole or in part.
 *
 * @param docs the folder `docs/` as it is
 * @returns the text that each page should have, by its file name
 */
export async function generatedPages(docs: string): Promise<ReadonlyMap<string, string>> {
  // Beside this file: what Bazel extracts from the rules.
  const extracted = (name: string): Promise<string> => readFile(join(import.meta.dirname, `${name}.textproto`), 'utf8');
  const rules = await readFile(join(docs, 'rules.md'), 'utf8');
  return new Map([
    ['commands.md', commandsPage()],
    ['rules.md', rulesPage(rules, { macros: await extracted('macro_docs'), job: await extracted('job_docs') })],
  ]);
}
