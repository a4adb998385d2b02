import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CatalogGraph, outputs, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: CatalogGraph;

beforeEach(() => {
  graph = new CatalogGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** What a plan for some refs would build. */
async function planned(...refs: readonly string[]): Promise<string[]> {
  const { tasks } = JSON.parse((await graph.run('plan', ['-q', ...refs])).stdout) as {
    tasks: { config: { outputs: string[] } }[];
  };
  return tasks.flatMap(({ config }) => config.outputs);
}

test('a blessed partition is valid for the new version, so that nothing is built', async () => {
  expect(await graph.run('build', ['-q', 'b/1', 'b/2'])).toMatchObject({ code: 0 });
  const [built] = values((await graph.catalog('show', '--json', 'b/1')).stdout);
  graph.setVersion('2.0.0');
  expect(await planned('b/1')).toEqual(['a/1', 'b/1']);

  const { code, stdout, stderr } = await graph.catalog('bless', 'b/1');
  expect(code).toBe(0);
  expect(stderr).toContain('blessed 1 partition\n');
  const [manifest] = values(stdout);
  expect(manifest).toMatchObject({ outputs: ['b/1'], origin: 'blessed', job: '//t:j', jobVersion: '2.0.0' });
  expect(manifest?.['versionKey']).not.toBe(built?.['versionKey']);
  expect(manifest?.['metadata']).toEqual({ rows: 3 });
  expect(await planned('b/1')).toEqual([]);
  expect(await planned('a/1', 'b/1', 'b/2')).toEqual(['a/1', 'a/2', 'b/2']);
  expect((await graph.catalog('history', 'b/1')).stdout).toMatch(/ blessed .*\n.* built .*\n/);
});

test('bless --upstream also blesses everything upstream', async () => {
  await graph.run('build', ['-q', 'b/1', 'b/2']);
  graph.setVersion('2.0.0');
  await graph.catalog('forget', '-q', 'a/2');
  const { code, stdout, stderr } = await graph.catalog('bless', '--upstream', 'b/1', 'b/2');
  expect(code).toBe(0);
  expect(outputs(stdout).toSorted()).toEqual(['a/1', 'b/1', 'b/2']);
  expect(stderr).toContain('blessed 3 partitions\n');
  const [a, b] = ['a/1', 'b/1'].map((ref) => values(stdout).find((manifest) => String(manifest['outputs']) === ref));
  expect(b?.['inputs']).toMatchObject([{ ref: 'a/1', manifest: a?.['id'], versionKey: a?.['versionKey'] }]);
  expect(await planned('a/1', 'b/1', 'b/2')).toEqual([]);
  expect(await planned('a/2')).toEqual(['a/2']);
});

test('a partition that is already valid is named and left as it is', async () => {
  await graph.run('build', ['-q', 'b/1']);
  const before = (await graph.catalog('show', '--json', 'b/1')).stdout;
  const { code, stdout, stderr } = await graph.catalog('bless', 'b/1');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('b/1 is already valid\nblessed 0 partitions\n');
  expect((await graph.catalog('show', '--json', 'b/1')).stdout).toBe(before);
  expect(await graph.catalog('bless', '-q', 'b/1')).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('nothing is blessed if the catalog lacks one of the refs', async () => {
  await graph.run('build', ['-q', 'a/1']);
  graph.setVersion('2.0.0');
  const { code, stdout, stderr } = await graph.catalog('bless', 'a/1', 'a/2');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('the catalog has no a/2');
  expect(await planned('a/1')).toEqual(['a/1']);
});

test('blessing one output of a task blesses all of them, if all exist', async () => {
  await graph.run('build', ['-q', 'left']);
  graph.setVersion('2.0.0');
  expect(outputs((await graph.catalog('bless', 'left')).stdout)).toEqual(['left', 'right']);

  graph.setVersion('3.0.0');
  for (const [named, other] of [
    ['left', 'right'],
    ['right', 'left'],
  ] as const) {
    await graph.catalog('forget', '-q', other);
    const { code, stdout, stderr } = await graph.catalog('bless', named);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      `error: cannot bless ${named}: the same task of //t:j makes ${other}, which the catalog does not have; build or adopt that first\n`,
    );
    await graph.catalog('adopt', '-q', other);
  }
});
