import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('the command line', () => {
  test('prints its version and that of Node with --version', async () => {
    const { code, stdout, stderr } = await graph.run('plan', ['--version']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^databuild \d+\.\d+\.\d+ \(node v24\.\d+\.\d+\)\n$/);
  });

  test('prints no stack trace if the version cannot be printed', async () => {
    const full = ['/bin/sh', '-c', 'exec "$@" > /dev/full', 'sh'];
    expect(await graph.run('plan', ['--version'], { prefix: full })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'databuild: cannot write to standard output (ENOSPC)\n',
    });
    expect(await graph.run('plan', ['--version'], { leave: true })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['lookup', 'g.lookup'],
    ['analyze', 'g.analyze'],
    ['plan', 'g.plan'],
    ['exec', 'g.exec'],
    ['build', 'g.build'],
    ['mermaid', 'g.mermaid'],
    ['job-cfg', 'j.cfg'],
    ['job-exec', 'j.exec'],
  ])('prints help for %s under the name of the target', async (command, name) => {
    const { code, stdout, stderr } = await graph.run(command, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${name} [options]`);
    expect(stdout).toContain(`bazel run //t:${name} -- `);
    for (const heading of ['Options:', 'Examples:', 'Environment:', 'Exit codes:']) expect(stdout).toContain(heading);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  test('prints help under the name of the single file that started it', async () => {
    const { stdout } = await graph.run('plan', ['--help'], { env: { DATABUILD_STARTED_AS: 'g.bin plan' } });
    expect(stdout).toContain('Usage: g.bin plan [options]');
    expect(stdout).toContain('bazel run //t:g.plan -- ');
  });

  test('shows options in two columns, with the placeholders of their values', async () => {
    const { stdout } = await graph.run('merge', ['-h']);
    expect(stdout).toContain(
      ['Options:', '  -h, --help     Print this help.', '  -q, --quiet    Print errors only.'].join('\n'),
    );
    const { stdout: long } = await graph.run('catalog', ['bless', '-h']);
    expect(long).toContain(
      [
        '      --configure-timeout SECONDS  Time limit, in seconds, for one call of lookup, configure or',
        '                                   partitions. [default: 600]',
      ].join('\n'),
    );
  });
});
