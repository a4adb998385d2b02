// How npm packages find each other when they are linked for a program.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

const require = createRequire(import.meta.url);

/** The manifest found by going from package to package, as their own imports would. */
const manifest = (...names) => {
  const file = names.reduce((from, name) => createRequire(from).resolve(`${name}/package.json`), import.meta.url);
  return require(file);
};

test('a package is imported by its name', async () => {
  const { z } = await import('zod');
  assert.equal(z.string().parse('x'), 'x');
});

test('a package has a scope', () => {
  assert.equal(manifest('@jest/globals').name, '@jest/globals');
});

test('a package finds what it depends on, each in its own version', () => {
  const matchers = ['@jest/globals', '@jest/expect', 'expect', 'jest-matcher-utils'];
  const [forChalk] = manifest(...matchers, 'chalk', 'ansi-styles').version.split('.');
  const [forFormat] = manifest(...matchers, 'pretty-format', 'ansi-styles').version.split('.');
  assert.deepEqual([forChalk, forFormat], ['4', '5']);
});

test('a package finds its peer', () => {
  assert.equal(manifest('@swc/jest', '@swc/core').name, '@swc/core');
});

test('a dependency of a dependency is out of reach', () => {
  assert.throws(() => require.resolve('expect'), { code: 'MODULE_NOT_FOUND' });
});

test('a package that the target does not name is out of reach', async () => {
  assert.throws(() => require.resolve('yargs'), { code: 'MODULE_NOT_FOUND' });
  await assert.rejects(import('yargs'), { code: 'ERR_MODULE_NOT_FOUND' });
});
