import { afterEach, expect, jest, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

const WORKSPACE = join(import.meta.dirname, '..', '..');
/** Bazel puts a copy beside this file. */
const LIBRARY = ['databuild_worker.py', '../../libs/python/databuild_worker.py']
  .map((path) => join(import.meta.dirname, path))
  .find(existsSync);

let graph: TestGraph;

afterEach(() => graph.remove());

/** The program in Python that the document shows, as a file that can be started. */
async function example(): Promise<string> {
  const document = await readFile(join(WORKSPACE, 'docs', 'writing-a-job.md'), 'utf8');
  const [, program = ''] = /^```python\n(# greeting_run.py.*?)^```$/ms.exec(document) ?? [];
  expect(program).toContain('databuild_worker.serve');
  return `#!/usr/bin/python3\n${program}`;
}

test.each([[[]], [['run' as const]]])(
  'the worker in the document makes its data with workers = %j',
  async (workers) => {
    graph = new TestGraph(undefined, { run: await example() });
    graph.setJob({ workers });
    const data = join(graph.dir, '.databuild/data');
    await mkdir(data, { recursive: true });
    await copyFile(LIBRARY ?? '', join(graph.runDir, 'databuild_worker.py'));
    expect(await graph.run('build', ['-q', 'ada', 'grace'])).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(data, 'greeting/ada.txt'), 'utf8')).toBe('hello ada\n');
    expect(await readFile(join(data, 'greeting/grace.txt'), 'utf8')).toBe('hello grace\n');
  },
);
