import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generatedPages } from './pages.js';
import { rulesPage } from './rules_page.js';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');

test.each(['commands.md', 'rules.md'])('docs/%s is what the code says', async (file) => {
  const update = 'to update it, run: bazel run //tools/dev/docs:update_docs';
  const [onDisk, generated] = [await readFile(join(docs, file), 'utf8'), (await generatedPages(docs)).get(file)];
  expect({ update, text: onDisk }).toEqual({ update, text: generated });
});

test('only the marked parts of a page are replaced, and an unknown macro is an error', () => {
  const macros =
    'func_info { function_name: "f" parameter { name: "a" doc_string: "One.\\nTwo | three." mandatory: true }' +
    ' parameter { name: "b" doc_string: "B." default_value: "{}" } parameter { name: "kwargs" doc_string: "Rest." } }';
  const page = 'before\n<!-- generated: attributes of f -->\nold\n<!-- end -->\nafter\n';
  expect(rulesPage(page, { macros, job: '' })).toBe(
    'before\n<!-- generated: attributes of f -->\n| attribute | | |\n| --- | --- | --- |\n' +
      '| `a` | mandatory | One. Two \\| three. |\n| `b` | default `{}` | B. |\n<!-- end -->\nafter\n',
  );
  expect(() => rulesPage(page.replace('of f', 'of g'), { macros, job: '' })).toThrow('no macro g');
});
