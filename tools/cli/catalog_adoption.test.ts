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

describe('catalog adopt', () => {
  test('records partitions so that they are not built, and names those that the catalog already has', async () => {
    const first = await graph.catalog('adopt', 'a/1', 'b/1');
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('adopted 2 partitions\n');
    const [a, b] = values(first.stdout);
    expect(b).toMatchObject({
      outputs: ['b/1'],
      job: '//t:j',
      origin: 'adopted',
      inputs: [{ ref: 'a/1', manifest: a?.['id'], versionKey: a?.['versionKey'] }],
    });
    const planned = JSON.parse((await graph.run('plan', ['b/1', 'b/2'])).stdout) as {
      tasks: { config: unknown; versionKey: unknown }[];
    };
    expect(planned.tasks.map(({ config }) => config)).toMatchObject([{ outputs: ['a/2'] }, { outputs: ['b/2'] }]);

    const again = await graph.catalog('adopt', 'b/1', 'a/3');
    expect(values(again.stdout).map(({ outputs }) => outputs)).toEqual([['a/3']]);
    expect(again.stderr).toContain('b/1 is already in the catalog\nadopted 1 partition\n');
    expect(await graph.catalog('adopt', '-q', 'b/1')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('records the keys that a build would record', async () => {
    await graph.adopt('b/1');
    const analyzed = JSON.parse((await graph.run('analyze', ['b/1'])).stdout) as {
      tasks: { config: { outputs: string[] }; versionKey: string }[];
    };
    const task = analyzed.tasks.find(({ config }) => config.outputs.includes('b/1'));
    expect(values((await graph.catalog('show', '--json', 'b/1')).stdout)).toMatchObject([
      { versionKey: task?.versionKey, inputs: [{ ref: 'a/1', manifest: null, versionKey: null }] },
    ]);
  });

  test('refuses only some of the outputs of a task', async () => {
    for (const [named, other] of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      const { code, stdout, stderr } = await graph.catalog('adopt', named ?? '', 'a/1');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(
        `error: cannot adopt ${named ?? ''} without ${other ?? ''}: one task of //t:j makes both; adopt both, or none\n`,
      );
    }
    expect((await graph.catalog('ls')).stdout).toBe('');
    await graph.adopt('right', 'left');
    expect(values((await graph.catalog('show', '--json', 'left', 'right')).stdout)).toHaveLength(1);
  });

  test('records nothing if no job makes one of the refs', async () => {
    const { code, stdout, stderr } = await graph.catalog('adopt', 'a/1', 'nobody/1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('nobody/1');
    expect((await graph.catalog('ls')).stdout).toBe('');
  });
});

describe('catalog forget', () => {
  test('makes partitions missing, and prints those that were in the catalog', async () => {
    await graph.adopt('a/1', 'a/2', 'a/3');
    await writeFile(join(graph.dir, 'refs.txt'), 'a/3\na/1\n');
    expect(await graph.catalog('forget', '@refs.txt')).toEqual({
      code: 0,
      stdout: 'a/3\na/1\n',
      stderr: 'forgot 2 partitions\n',
    });
    expect((await graph.catalog('ls')).stdout).toBe('a/2\n');
    expect(JSON.parse((await graph.run('plan', ['a/1'])).stdout)).toMatchObject({
      tasks: [{ config: { outputs: ['a/1'] } }],
    });

    const mixed = await graph.catalog('forget', '-q', 'a/1', 'a/2');
    expect(mixed).toMatchObject({ code: 2, stdout: 'a/2\n' });
    expect(mixed.stderr).toContain('the catalog has no a/1');
  });
});
