import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestGraph } from './testing/index.js';

// A bundle that was copied without the files that belong to it.

jest.setTimeout(60_000);

const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'] ?? fileURLToPath(new URL('databuild.mjs', import.meta.url));

const PROGRAM = 'databuild_program.cjs';

let folder: string;
let graph: TestGraph;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copied-'));
  await copyFile(BUNDLE, join(folder, 'databuild.mjs'));
  await copyFile(join(dirname(BUNDLE), PROGRAM), join(folder, PROGRAM));
  graph = new TestGraph(join(folder, 'databuild.mjs'));
});

afterEach(async () => {
  await graph.remove();
  await rm(folder, { recursive: true });
});

const saysWhatIsMissing = async (command: string, file: string): Promise<void> => {
  const { code, stdout, stderr } = await graph.run(command, ['a/1']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^databuild: .+ cannot be loaded: .+\n {2}Copy .+\n$/);
  expect(stderr).toContain(`databuild: ${file}, which belongs beside databuild.mjs, `);
};

test.each(['build', 'plan'])('%s names the add-on if it is missing beside the bundle', async (command) => {
  await saysWhatIsMissing(command, 'koffi.node');
});

test('a command names the program if it is missing beside the bundle', async () => {
  await rm(join(folder, PROGRAM));
  await saysWhatIsMissing('build', PROGRAM);
});

test('a program that is cut off is reported like a missing one', async () => {
  await writeFile(join(folder, PROGRAM), 'const half = (');
  await saysWhatIsMissing('build', PROGRAM);
});

test('a file with the wrong content is reported like a missing one', async () => {
  await writeFile(join(folder, 'koffi.node'), 'half of it');
  await saysWhatIsMissing('build', 'koffi.node');
});
