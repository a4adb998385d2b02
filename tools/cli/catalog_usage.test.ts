import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { CatalogGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: CatalogGraph;

beforeEach(() => {
  graph = new CatalogGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('the help', () => {
  const ACTIONS = ['ls', 'show', 'history', 'adopt', 'bless', 'forget', 'export', 'import', 'gc', 'verify'];

  test.each(['--help', '-h'])('for %s of the target lists every action with an example', async (option) => {
    const { code, stdout, stderr } = await graph.catalog(option);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const action of ACTIONS) expect(stdout).toContain(`bazel run //t:g.catalog -- ${action}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each(ACTIONS)('of the action %s has its options, examples, environment and exit codes', async (action) => {
    const { code, stdout, stderr } = await graph.catalog(action, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: g.catalog ${action} [options]`);
    expect(stdout).toContain('--state-dir');
    expect(stdout).toContain('--catalog');
    for (const heading of ['Options:', 'Examples:', 'Environment:', 'Exit codes:']) expect(stdout).toContain(heading);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('a usage error of the catalog target is explained and ends with exit code 2', () => {
  test.each([
    [[], 'g.catalog: no action; the first argument must be one of ls, show,'],
    [['lss'], 'g.catalog: there is no action "lss"; did you mean ls?\nTry "g.catalog --help".'],
    [['everything'], 'there is no action "everything"; the first argument must be one of ls,'],
    [['--state-dir', 's', 'ls'], 'there is no action "--state-dir"; the first argument must be'],
    [['ls', 'a', 'b'], 'g.catalog ls: unexpected argument "b"; name one prefix\nTry "g.catalog ls --help".'],
    [['ls', '--keep-last', '1'], 'unknown option --keep-last'],
    [['ls', '--json', '--long'], '--long, --json and --grid are three ways to print'],
    [['ls', '--grid', 'daily/'], '--grid "daily/" has no "*"'],
    [['ls', '--since', '2024-02-30'], '--since is "2024-02-30"; it must be a time such as'],
    [['ls', '--until', 'noon'], '--until is "noon"'],
    [['show'], 'no refs; name at least one partition'],
    [['history', '@none.txt'], 'none.txt: there is no such file (ENOENT)'],
    [['forget', ' a'], 'argument 1: ref " a"'],
    [['export', 'file'], 'unexpected argument "file"; export writes the whole catalog'],
    [['import', 'a', 'b'], 'unexpected argument "b"; name one export'],
    [['gc'], '--keep-last is missing'],
    [['gc', '--keep-last', 'all'], '--keep-last is "all"; it must be a whole number from 0'],
    [['gc', '--keep-last', '1', 'a'], 'unexpected argument "a"'],
    [['verify', 'a'], 'unexpected argument "a"'],
  ])('for the arguments %j', async (args, message) => {
    const { code, stdout, stderr } = await graph.catalog(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(await readdir(graph.dir)).toEqual([]);
  });

  test('for a catalog that cannot be used', async () => {
    const { code, stderr } = await graph.catalog('ls', '--catalog', 'mysql://h/d');
    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 2, lines: 2 });
    expect(stderr).toContain("g.catalog ls: the catalog's address mysql://h/d cannot be used");
  });
});
