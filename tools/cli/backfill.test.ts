import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

/** `month/…` needs `day/…-01`. */
const JOBS = {
  month: { makes: ['month/month={month}'], inputs: ['day/day={month}-01'], args: ['{month}'] },
  day: { makes: ['day/day={day}'], args: ['{day}'] },
  names: { makes: ['names'], args: ['names'] },
};

const LISTS = `#!/bin/sh
for month in 2024-02 2024-01; do echo "month/month=$month"; echo "day/day=$month-01"; echo "day/day=$month-15"; done
echo names
`;

let graph: TestGraph;

beforeEach(() => {
  const run = '#!/bin/sh\necho "$1" >> made\n';
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { partitions: LISTS, run });
  graph.setTemplates(JOBS, { partitions: '_main/partitions' });
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]): Promise<Done> =>
  graph.run(command, args, { env: { DATABUILD_STATE_DIR: 's' } });

describe('what a selection runs', () => {
  const SUMMARY = ['//t:month: 2 tasks, 2 partitions', '  month=2024-01  1', '  month=2024-02  1'];
  const ALSO = ['//t:day: 2 tasks, 2 partitions', '  day=2024-01  1', '  day=2024-02  1'];

  test('is printed by build --dry-run, which runs nothing and creates no file', async () => {
    const { code, stdout } = await run('build', '--dry-run', '--match', 'month/*');
    expect([code, stdout]).toEqual([0, `${[...SUMMARY, ...ALSO].join('\n')}\n`]);
    expect(await readdir(graph.dir)).toEqual([]);
    await run('build', '-q', '--match', 'month/*');
    expect((await run('build', '-q', '--dry-run', 'month/month=2024-01')).stdout).toBe('nothing to run\n');
  });

  test('is said before it is planned or built', async () => {
    const planned = await run('plan', '--match', 'month/*');
    expect(planned.stderr).toContain([...SUMMARY, ...ALSO].join('\n'));
    const { stderr } = await run('build', '--match', 'month/*');
    expect(stderr.indexOf('//t:month: 2 tasks')).toBeGreaterThan(0);
    expect(stderr.indexOf('//t:month: 2 tasks')).toBeLessThan(stderr.indexOf('started'));
    expect((await run('plan', 'names')).stderr).not.toContain('1 task, 1 partition');
  });

  test('needs no answer where nobody can give one', async () => {
    expect(await run('build', '--confirm-above', '0', '--match', 'names')).toMatchObject({ code: 0 });
  });

  /** Builds on a terminal, and types an answer when the question is on the screen. */
  async function buildOnTerminal(answer: string, ...args: string[]): Promise<{ code: number | null; shown: string }> {
    const child = graph.startOnTerminal('build', ['--state-dir', 's', '--confirm-above', '3', ...args], {
      rows: 20,
      columns: 100,
    });
    let shown = '';
    let isAnswered = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (isAnswered || !shown.includes('to run them:')) return;
      isAnswered = true;
      child.stdin.write(answer);
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, shown };
  }

  test('is confirmed by a person at a terminal', async () => {
    const { code, shown } = await buildOnTerminal('yes\r', '--match', 'month/*');
    expect(shown).toContain('this runs 4 tasks. Type "yes" to run them:');
    expect(code).toBe(0);
    expect((await run('catalog', 'ls')).stdout).toContain('month/month=2024-01');
  });

  test.each([
    ['n\r', 2],
    ['\u0004', 2],
    ['\u0003', 130],
  ])('is not run after the answer %j', async (answer, code) => {
    expect((await buildOnTerminal(answer, '--match', 'month/*')).code).toBe(code);
    expect((await run('catalog', 'ls')).stdout).toBe('');
  });

  test.each([
    ['--yes', ['--yes', '--match', 'month/*']],
    ['few tasks', ['--match', 'day/*', '--from', '2024-02']],
    ['refs that were typed', ['month/month=1', 'month/month=2', 'month/month=3']],
  ])('is run without a question with %s', async (_, args) => {
    const { code, shown } = await buildOnTerminal('', ...args);
    expect(code).toBe(0);
    expect(shown).not.toContain('Type "yes"');
  });
});
