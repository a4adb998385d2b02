import { readFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

test('--profile writes a trace with phases, calls of programs and tasks', async () => {
  const path = join(graph.dir, 'trace.json');
  expect(await graph.run('build', ['--profile', path, '--quiet', 'x/1', 'x/2'])).toMatchObject({ code: 0 });
  const events = JSON.parse(await readFile(path, 'utf8')) as { ph: string; pid: number; name: string }[];
  const names = (group: number): string[] =>
    events.filter(({ ph, pid }) => ph === 'X' && pid === group).map(({ name }) => name.replace(/ .*/, ''));
  expect(names(1)).toEqual(['wave', 'compare', 'run']);
  expect(names(2)).toContain('lookup');
  expect(names(2)).toContain('configure');
  expect(names(3).sort()).toEqual(['x/1', 'x/2']);
  expect(names(4)).toHaveLength(1);
});

test('a profile that cannot be written is refused before anything runs', async () => {
  const path = join(graph.dir, 'folder');
  await mkdir(path);
  const { code, stdout, stderr } = await graph.run('build', ['--profile', path, 'x/1']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`g.build: cannot write the profile ${path}: it is a directory (EISDIR)\n`);
});
