import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('a usage error is explained and ends with exit code 2', () => {
  test.each([
    [['--state-dri', 'x', 'a/1'], 'unknown option --state-dri; did you mean --state-dir?'],
    [['-x', 'a/1'], 'unknown option -x'],
    [['-f', 'a/1'], 'unknown option -f'],
    [['--jobs', '0', 'a/1'], '--jobs is "0"; it must be a whole number from 1'],
    [['-j', 'many', 'a/1'], '--jobs is "many"'],
    [['a/1', '--jobs'], 'option jobs needs a value'],
    [['--configure-timeout', '1.5', 'a/1'], '--configure-timeout is "1.5"'],
    [['--pass-env', 'A=B', 'a/1'], '--pass-env "A=B"'],
    [['--state-dir', '', 'a/1'], '--state-dir is empty'],
    [[], 'no refs; name at least one partition'],
    [['-'], 'no refs; the input has no line with a ref'],
    [['@none.txt'], 'none.txt: there is no such file (ENOENT)'],
  ])('for the arguments %j', async (args, message) => {
    const { code, stdout, stderr } = await graph.run('build', args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`g.build: `);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Try "g.build --help".');
    expect(await readdir(graph.dir)).toEqual([]);
  });

  test('for all bad refs together, each with its place', async () => {
    await writeFile(join(graph.dir, 'refs.txt'), `ok\n\n${'x'.repeat(2000)}\n`);
    const { code, stderr } = await graph.run('plan', ['', 'a/1', 'two\nlines', ' b', '@refs.txt', '-'], {
      stdin: 'in\t\n',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('argument 1: ref "" is empty');
    expect(stderr).toContain('argument 3: ref "two\\nlines" has a control character (U+000A) at position 3');
    expect(stderr).toContain('argument 4: ref " b" begins or ends with white space');
    expect(stderr).toMatch(/refs\.txt line 3: ref "x+…" \(2000 characters\) has 2000 bytes/);
    expect(stderr).toContain('standard input line 1: ref "in\\t" has a control character (U+0009)');
    expect(stderr).not.toContain('argument 2');
  });

  test('for input that is not UTF-8', async () => {
    await writeFile(join(graph.dir, 'refs.txt'), Buffer.from([0x61, 0xff, 0x0a]));
    const { code, stderr } = await graph.run('plan', ['@refs.txt']);
    expect(code).toBe(2);
    expect(stderr).toContain('refs.txt: it is not UTF-8 text');
  });

  test('for a state directory that is a file', async () => {
    await writeFile(join(graph.dir, 'state'), 'a file');
    const state = join(graph.dir, 'state');
    for (const command of ['build', 'exec', 'job-exec']) {
      const { code, stdout, stderr } = await graph.run(command, ['--state-dir', 'state', 'a/1']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`cannot use ${state} as state directory: a file is where a directory should be`);
    }
    // Planning only reads, so it does not create the directory.
    const { code, stdout, stderr } = await graph.run('plan', ['--state-dir', 'state', 'a/1']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${state}: a file is where a directory should be`);
  });

  test('for a catalog that is not a database', async () => {
    await mkdir(join(graph.dir, 'state'));
    await writeFile(join(graph.dir, 'state', 'catalog.sqlite'), 'not a database at all '.repeat(100));
    const { code, stdout, stderr } = await graph.run('build', ['--state-dir', 'state', 'a/1']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('is damaged, or is not a database');
    expect(stderr).not.toContain('    at ');
  });
});
