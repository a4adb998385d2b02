import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CatalogGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: CatalogGraph;

beforeEach(() => {
  graph = new CatalogGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('catalog ls', () => {
  test('lists refs that other commands can read, and details with --long or --json', async () => {
    await graph.adopt('b/1', 'a/1', 'a/2');
    expect(await graph.catalog('ls')).toEqual({ code: 0, stdout: 'a/1\na/2\nb/1\n', stderr: '' });
    expect((await graph.catalog('ls', 'a/')).stdout).toBe('a/1\na/2\n');
    expect((await graph.catalog('ls', '-l', 'b')).stdout).toMatch(
      /^\d{4}-\d\d-\d\dT[0-9:.]{12}Z {2}[0-9a-f-]{36} {2}b\/1\n$/,
    );
    expect(values((await graph.catalog('ls', '--json', 'b')).stdout)).toMatchObject([{ schemaVersion: 1, ref: 'b/1' }]);
  });

  test('says that there are no partitions at all, or none that match', async () => {
    expect(await graph.catalog('ls')).toEqual({ code: 0, stdout: '', stderr: 'the catalog has no partitions\n' });
    await graph.adopt('a/1');
    for (const words of [['b/'], ['--grid', 'b/date=*']]) {
      expect((await graph.catalog('ls', ...words)).stderr).toBe('no partition of the catalog matches\n');
    }
  });

  test('lists the partitions recorded since or until a time', async () => {
    await graph.adopt('a/1');
    expect((await graph.catalog('ls', '--since', '2024-03-01', '--until', '2999-01-01T00:00:00+01:00')).stdout).toBe(
      'a/1\n',
    );
    expect(await graph.catalog('ls', '--since', '2999-01-01')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no partition of the catalog matches\n',
    });
    expect(await graph.catalog('ls', '-q', '--until', '2024-03-01')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('draws a grid of the refs that match a pattern', async () => {
    await graph.adopt(
      'd/date=2024-02-29',
      'd/date=2024-03-01',
      'd/date=2024-03-01/of=x',
      'd/whole',
      'other/date=2024-03-01',
    );
    expect((await graph.catalog('ls', '--grid', 'd/*=2024-*')).stdout).toBe(
      [
        'd/date=*  (2)',
        '         ....5...10...15...20...25...30.',
        '2024-02  ····························■',
        '2024-03  ■······························',
        '',
        'd/date=*/of=x  (1)',
        '         ....5...10...15...20...25...30.',
        '2024-03  ■······························',
        '',
        '',
      ].join('\n'),
    );
  });
});

describe('catalog show and history', () => {
  test('print manifests, and the events of a ref with their times', async () => {
    await graph.adopt('a/1', 'b/1');
    const shown = await graph.catalog('show', 'b/1');
    expect(JSON.parse(shown.stdout)).toMatchObject({ outputs: ['b/1'], inputs: [{ ref: 'a/1' }], origin: 'adopted' });
    expect(shown.stdout).toMatch(/^\{\n {2}"schemaVersion": 1,\n/);
    const several = await graph.run('catalog', ['show', '--json', '-'], { stdin: 'b/1\na/1\nb/1\n' });
    expect(values(several.stdout).map(({ outputs }) => outputs)).toEqual([['b/1'], ['a/1']]);

    await graph.catalog('forget', 'a/1');
    expect((await graph.catalog('history', 'a/1')).stdout).toMatch(
      /^\S+ {2}forgotten {2}a\/1\n\S+ {2}adopted {4}a\/1 {2}/,
    );
    expect(values((await graph.catalog('history', '--json', 'a/1')).stdout)).toMatchObject([
      { schemaVersion: 1, ref: 'a/1', kind: 'forgotten' },
      { schemaVersion: 1, ref: 'a/1', kind: 'recorded', manifest: { origin: 'adopted' } },
    ]);
  });

  test.each(['show', 'history'])(
    '%s names all refs that the catalog does not have, and prints nothing',
    async (action) => {
      await graph.adopt('a/1');
      const { code, stdout, stderr } = await graph.catalog(action, 'x', 'a/1', 'y');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('the catalog has no x;');
      expect(stderr).toContain('the catalog has no y;');
    },
  );
});

test('a reader that stops early ends the output without a failure', async () => {
  const refs = Array.from({ length: 3000 }, (_, index) => `a/number=${String(index)}`).join('\n');
  expect(await graph.run('catalog', ['adopt', '-q', '-'], { stdin: refs, leave: true })).toMatchObject({
    code: 0,
    stderr: '',
  });
  for (const args of [['ls'], ['ls', '--json'], ['ls', '--grid', '*'], ['export'], ['show', '-'], ['history', '-']]) {
    expect(await graph.run('catalog', args, { stdin: refs, leave: true })).toMatchObject({ code: 0, stderr: '' });
  }
  expect((await graph.catalog('ls')).stdout.split('\n')).toHaveLength(3001);
});
