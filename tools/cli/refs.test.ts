import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('refs', () => {
  test('are read from arguments, standard input and files, each once, and @@ and -- take words literally', async () => {
    await writeFile(join(graph.dir, 'refs.txt'), '\r\nf/1\r\n#f\r\na/1');
    const args = ['a/1', '-', '@refs.txt', '@@at', '--', '--dash', 'a/1'];
    const { code, stdout } = await graph.run('lookup', args, { stdin: 'i/1\n\ni/2' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ '//t:j': ['a/1', 'i/1', 'i/2', 'f/1', '#f', '@at', '--dash'] });
  });

  test('are kept as typed, even if they look like numbers, booleans or nested options', async () => {
    const refs = ['007', '1e3', '0x10', 'a.b.c', 'true', '1.10'];
    const { stdout } = await graph.run('lookup', refs);
    expect(JSON.parse(stdout)).toEqual({ '//t:j': refs });
  });

  test('can be given by the thousands', async () => {
    const refs = Array.from({ length: 20_000 }, (_, index) => `a/number=${String(index)}`);
    const asArguments = await graph.run('lookup', refs);
    expect(JSON.parse(asArguments.stdout)).toEqual({ '//t:j': refs });
    const asInput = await graph.run('lookup', ['-'], { stdin: refs.join('\n') });
    expect(asInput.stdout).toBe(asArguments.stdout);
  });
});
