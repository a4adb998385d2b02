import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ENGINE_OPTIONS } from './engine_options.js';

test('BUILD files have the same options', () => {
  const checks = readFileSync(join(import.meta.dirname, '..', '..', 'rules', 'private', 'checks.bzl'), 'utf8');
  const [, rows = ''] = /^_ENGINE_OPTIONS = \{\n(.*?)^\}/ms.exec(checks) ?? [];
  const options = rows.matchAll(/^ {4}"([a-z-]+)": (True|False),$/gm);
  expect(new Map([...options].map(([, name, isNumber]) => [name, isNumber === 'True']))).toEqual(ENGINE_OPTIONS);
});
