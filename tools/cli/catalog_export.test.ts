import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: CatalogGraph;

beforeEach(() => {
  graph = new CatalogGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('catalog export and import', () => {
  test('copy a catalog, and change nothing the second time', async () => {
    await graph.adopt('a/1', 'a/2', 'b/1');
    await graph.catalog('forget', 'a/2');
    const exported = await graph.catalog('export');
    expect({ ...exported, stdout: values(exported.stdout).map(({ type }) => type) }).toEqual({
      code: 0,
      stdout: ['manifest', 'manifest', 'manifest', 'forgotten'],
      stderr: '',
    });
    await writeFile(join(graph.dir, 'x.jsonl'), exported.stdout);

    expect(await graph.catalog('import', '--state-dir', 's2', 'x.jsonl')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'imported 3 manifests and 1 forgotten ref; 0 lines already known\n',
    });
    expect((await graph.catalog('export', '--state-dir', 's2')).stdout).toBe(exported.stdout);
    for (const args of [[], ['-']]) {
      const options = ['--state-dir', 's2', '--json', '-q'];
      const { stdout } = await graph.run('catalog', ['import', ...options, ...args], { stdin: exported.stdout });
      expect(values(stdout)).toEqual([
        { schemaVersion: 1, manifestsAdded: 0, forgettingsAdded: 0, known: 4, conflicting: [] },
      ]);
    }
  });

  test('keep and name a manifest with different content, and end with exit code 1', async () => {
    await graph.adopt('a/1');
    const { stdout } = await graph.catalog('export');
    const { code, stderr } = await graph.run('catalog', ['import'], { stdin: stdout.replace('"1.0.0"', '"1.0.1"') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: the catalog has different content for manifest [0-9a-f-]{36}, and keeps it\n$/);
    expect((await graph.catalog('export')).stdout).toBe(stdout);
  });

  test('name the line that cannot be imported', async () => {
    await graph.adopt('a/1');
    const { stdout } = await graph.catalog('export');
    await writeFile(join(graph.dir, 'half.jsonl'), stdout + stdout.slice(0, 100));
    await writeFile(join(graph.dir, 'latin.jsonl'), Buffer.from([0x7b, 0xff, 0x0a]));
    for (const [file, message] of [
      ['half.jsonl', 'g.catalog import: half.jsonl: line 2 ends too early, at column'],
      ['latin.jsonl', 'latin.jsonl'],
      ['none.jsonl', 'none.jsonl: there is no such file (ENOENT)'],
      ['.', 'cannot read'],
    ] as const) {
      const done = await graph.catalog('import', file);
      expect({ code: done.code, stdout: done.stdout }).toEqual({ code: 2, stdout: '' });
      expect(done.stderr).toContain(message);
      expect(done.stderr).not.toContain('bug');
    }
    const piped = await graph.run('catalog', ['import'], { stdin: '\n{"schemaVersion":2}\n' });
    expect(piped.code).toBe(2);
    expect(piped.stderr).toContain('standard input: line 2 was exported by a later DataBuild');
  });
});
