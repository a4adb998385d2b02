import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sourceEntries } from './contents.js';

let source: string;

beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'contents-'));
  for (const folder of [
    'rules/private',
    'rules/tests',
    'service',
    'libs/python/tests',
    'libs/typescript/tests',
    'e2e/smoke/bazel-bin',
    'e2e/smoke/.databuild',
    'tools/cli',
  ]) {
    mkdirSync(join(source, folder), { recursive: true });
  }
  for (const file of [
    'rules/defs.bzl',
    'service/BUILD.bazel',
    'libs/python/databuild_worker.py',
    'libs/typescript/databuild_worker.mjs',
    'e2e/smoke/.bazelrc',
    'e2e/smoke/MODULE.bazel',
    'e2e/smoke/MODULE.bazel.lock',
  ]) {
    writeFileSync(join(source, file), '');
  }
});

afterEach(() => {
  rmSync(source, { recursive: true });
});

test('a release has the rules, the service, the libraries and the smoke test, without their tests and files of builds', async () => {
  const paths = (await sourceEntries(source)).map(({ path }) => path);

  expect(paths.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'e2e/smoke/.bazelrc',
    'e2e/smoke/MODULE.bazel',
    'libs/python/databuild_worker.py',
    'libs/typescript/databuild_worker.mjs',
    'rules/defs.bzl',
    'rules/private',
    'service/BUILD.bazel',
  ]);
});
