import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generatedFiles } from './generated_files.js';
import { rulesPage } from './rules_page.js';

const workspace = join(import.meta.dirname, '..', '..', '..');

test.each([
  ['docs/api.md', join(workspace, 'docs/api.md')],
  ['docs/commands.md', join(workspace, 'docs/commands.md')],
  ['docs/rules.md', join(workspace, 'docs/rules.md')],
  ['rules/private/phases.bzl', join(import.meta.dirname, 'phases.bzl.txt')],
  ['tools/service/client/api_types.ts', join(workspace, 'tools/service/client/api_types.ts')],
])('%s is up to date with the code', async (path, copy) => {
  const update = 'to update it, run: bazel run //tools/dev/docs:update_docs';
  const [onDisk, generated] = [await readFile(copy, 'utf8'), (await generatedFiles(workspace)).get(path)];
  expect({ update, text: onDisk }).toEqual({ update, text: generated });
});

test('an update replaces only the marked parts of a page, and fails if a part names an unknown macro', () => {
  const macros =
    'func_info { function_name: "f" parameter { name: "a" doc_string: "One.\\nTwo | three." mandatory: true }' +
    ' parameter { name: "b" doc_string: "B." default_value: "{}" } parameter { name: "kwargs" doc_string: "Rest." } }';
  const page = 'before\n<!-- generated: attributes of f -->\nold\n<!-- end -->\nafter\n';
  expect(rulesPage(page, { macros, job: '', providers: '' })).toBe(
    'before\n<!-- generated: attributes of f -->\n| attribute | | |\n| --- | --- | --- |\n' +
      '| `a` | mandatory | One. Two \\| three. |\n| `b` | default `{}` | B. |\n<!-- end -->\nafter\n',
  );
  expect(() => rulesPage(page.replace('of f', 'of g'), { macros, job: '', providers: '' })).toThrow('no macro g');
});

test('a table of fields has the docs of a provider, and an unknown provider is an error', () => {
  const providers =
    'provider_info { provider_name: "Info" doc_string: "Unused." ' +
    'field_info { name: "a" doc_string: "One.\\nTwo." } field_info { name: "b" doc_string: "B." } }';
  const page = '<!-- generated: fields of Info -->\n<!-- end -->\n';
  expect(rulesPage(page, { macros: '', job: '', providers })).toBe(
    '<!-- generated: fields of Info -->\n| field | |\n| --- | --- |\n| `a` | One. Two. |\n| `b` | B. |\n<!-- end -->\n',
  );
  expect(() => rulesPage(page.replace('Info', 'Other'), { macros: '', job: '', providers })).toThrow(
    'no provider Other',
  );
});
