import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CatalogGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: CatalogGraph;

beforeEach(() => {
  graph = new CatalogGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('catalog gc', () => {
  test('drops old manifests, and keeps those of existing partitions', async () => {
    for (let time = 0; time < 3; time++) {
      await graph.adopt('a/1');
      await graph.catalog('forget', 'a/1');
    }
    await graph.adopt('a/1');
    expect(await graph.catalog('gc', '--keep-last', '2')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'dropped 2 manifests, kept 2\n',
    });
    const { stdout, stderr } = await graph.catalog('gc', '--keep-last', '0', '--json', '-q');
    expect(stderr).toBe('');
    expect(values(stdout)).toEqual([{ schemaVersion: 1, manifestsDropped: 1, manifestsKept: 1 }]);
    expect((await graph.catalog('ls')).stdout).toBe('a/1\n');
  });
});

describe('catalog verify', () => {
  test('ends with 0 if the catalog is in order, and with 1 if it has a problem', async () => {
    await graph.adopt('a/1', 'a/2');
    expect(await graph.catalog('verify')).toEqual({ code: 0, stdout: '', stderr: 'the catalog is in order\n' });

    const db = new DatabaseSync(join(graph.dir, 's/catalog.sqlite'));
    db.exec(`DELETE FROM manifests WHERE body LIKE '%"a/2"%'`);
    db.close();
    const { code, stdout, stderr } = await graph.catalog('verify');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'the catalog has 1 problem\n' });
    expect(stdout).toMatch(/^a\/2 points at manifest [0-9a-f-]{36}, which is missing; .*\n$/);
    const asJson = await graph.catalog('verify', '--json', '-q');
    expect({ code: asJson.code, stderr: asJson.stderr }).toEqual({ code: 1, stderr: '' });
    expect(values(asJson.stdout)).toMatchObject([{ schemaVersion: 1, problem: 'manifest-missing', ref: 'a/2' }]);
  });
});
