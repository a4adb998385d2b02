import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiPage } from './api_page.js';
import { apiTypes } from './api_types.js';
import { commandsPage } from './commands_page.js';
import { phasesFile } from './phases_file.js';
import { rulesPage } from './rules_page.js';

/**
 * The files that are generated, in whole or in part.
 *
 * @param workspace the folder with `docs/` as it is
 * @returns the text that each file should have, by its path in the workspace
 */
export async function generatedFiles(workspace: string): Promise<ReadonlyMap<string, string>> {
  // Bazel writes the docs of the rules beside this file.
  const extracted = (name: string): Promise<string> => readFile(join(import.meta.dirname, `${name}.textproto`), 'utf8');
  const rules = await readFile(join(workspace, 'docs/rules.md'), 'utf8');
  const docs = {
    macros: await extracted('macro_docs'),
    job: await extracted('job_docs'),
    providers: await extracted('provider_docs'),
  };
  return new Map([
    ['docs/api.md', apiPage()],
    ['tools/service/client/api_types.ts', await apiTypes()],
    ['docs/commands.md', commandsPage()],
    ['docs/rules.md', rulesPage(rules, docs)],
    ['rules/private/phases.bzl', phasesFile()],
  ]);
}
