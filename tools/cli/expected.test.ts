import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TestGraph, outputs, values, type Done } from './testing/index.js';

jest.setTimeout(60_000);

/** `month/…` needs `day/…-01`. */
const JOBS = {
  month: { makes: ['month/month={month}'], inputs: ['day/day={month}-01'], args: ['{month}'] },
  day: { makes: ['day/day={day}'], args: ['{day}'] },
  names: { makes: ['names'], args: ['names'] },
};

/** Lists two months, four days and `names`, whatever it is asked for, and what it is asked for on standard error. */
const LISTS = `#!/bin/sh
echo "asked for: $*" >&2
for month in 2024-02 2024-01; do echo "month/month=$month"; echo "day/day=$month-01"; echo "day/day=$month-15"; done
echo names
`;

const ALL = [
  'month/month=2024-02',
  'day/day=2024-02-01',
  'day/day=2024-02-15',
  'month/month=2024-01',
  'day/day=2024-01-01',
  'day/day=2024-01-15',
  'names',
];

const RUN = '#!/bin/sh\necho "$1" >> made\n';

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { partitions: LISTS, run: RUN });
  graph.setTemplates(JOBS, { partitions: '_main/partitions' });
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]): Promise<Done> =>
  graph.run(command, args, { env: { DATABUILD_STATE_DIR: 's' } });

/** The refs that `lookup` places. */
async function selected(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run('lookup', '-q', ...args);
  if (code !== 0) throw new Error(stderr);
  return Object.values(JSON.parse(stdout) as Record<string, string[]>).flat();
}

describe('what is expected', () => {
  test('is selected by a pattern and bounds, although the program ignores them', async () => {
    expect((await selected('--match', '*')).toSorted()).toEqual(ALL.toSorted());
    expect(await selected('--match', 'day/*', '--to', '2024-01')).toEqual(['day/day=2024-01-01', 'day/day=2024-01-15']);
    expect(await selected('--from', 'month=2024-02')).toEqual(['month/month=2024-02']);
    expect(await selected('--from', '2024-02')).toEqual([
      'month/month=2024-02',
      'day/day=2024-02-01',
      'day/day=2024-02-15',
    ]);
  });

  test('is asked for with the options as they were typed', async () => {
    const { stderr } = await run('lookup', '--match', 'day/day={day}', '--from', 'day=2024', '--to', '2025');
    expect(stderr).toContain('asked for: --match day/day={day} --from day=2024 --to 2025\n');
    expect(stderr).toContain('selected 4 expected partitions\n');
  });

  test('is added to the refs on the command line', async () => {
    expect(await selected('day/day=1999-12-31', '--match', 'names')).toEqual(['day/day=1999-12-31', 'names']);
  });

  test('may be a JSON array, with refs more than once', async () => {
    graph.setScripts({ partitions: `#!/bin/sh\nprintf '\\n [ "names", "day/day=1","names" ]\\n'\n` });
    expect(await selected('--match', '*')).toEqual(['day/day=1', 'names']);
  });

  test.each([
    ['analyze', []],
    ['mermaid', []],
    ['explain', []],
    ['plan', []],
    ['build', ['-q']],
    ['catalog', ['adopt']],
  ])('is what %s works on', async (command, words) => {
    const { code, stdout, stderr } = await run(command, ...words, '--match', 'month/*', '--from', '2024-02');
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(stdout).toContain('month=2024-02');
    expect(stdout).not.toContain('month=2024-01');
  });

  test('is built with everything it needs', async () => {
    const { code, stdout } = await run('build', '--match', 'month/month={month}', '--from', '2024-02');
    expect(code).toBe(0);
    expect(outputs(stdout)).toEqual(['day/day=2024-02-01', 'month/month=2024-02']);
  });
});

describe('catalog ls', () => {
  test('lists what is expected and missing', async () => {
    await run('build', '-q', 'month/month=2024-02', 'names');
    const { code, stdout, stderr } = await run('catalog', 'ls', '--missing');
    expect(code).toBe(0);
    expect(stdout).toBe('day/day=2024-01-01\nday/day=2024-01-15\nday/day=2024-02-15\nmonth/month=2024-01\n');
    expect(stderr).toContain('4 partitions missing of 7 expected partitions\n');
    expect((await run('catalog', 'ls', '--missing', 'day/', '--from', '2024-02')).stdout).toBe('day/day=2024-02-15\n');
    expect(values((await run('catalog', 'ls', '--missing', '--json', 'month/')).stdout)).toEqual([
      { schemaVersion: 1, ref: 'month/month=2024-01', manifest: null },
    ]);
  });

  test('draws missing partitions as gaps, of all families if no pattern is given', async () => {
    await run('build', '-q', 'month/month=2024-02', 'day/day=2024-02-02');
    expect((await run('catalog', 'ls', '-q', '--grid')).stdout.split('\n')).toEqual([
      'month/month=*  (1 of 2)',
      '  2024-01  2024-02',
      '  ·        ■',
      '',
      'day/day=*  (2 of 5)',
      '         ....5...10...15...20...25...30.',
      '2024-01  ·             ·',
      '2024-02  ■■            ·',
      '',
      'names  (missing)',
      '',
      '',
    ]);
    expect((await run('catalog', 'ls', '-q', '--grid', 'month/*', '--from', '2024-02')).stdout).toBe(
      'month/month=*  (1 of 1)\n  2024-02\n  ■\n\n',
    );
  });

  test('selects existing partitions, with no program', async () => {
    graph.setTemplates(JOBS);
    await run('build', '-q', 'month/month=2024-02', 'day/day=2024-02-02');
    expect((await run('catalog', 'ls', '--match', 'day/day={day}', '--to', '2024-02-01')).stdout).toBe(
      'day/day=2024-02-01\n',
    );
    expect((await run('catalog', 'ls', '--from', 'month=2024')).stdout).toBe('month/month=2024-02\n');
    expect((await run('catalog', 'ls', '--grid')).stdout).toContain('names  (none)\n');
  });
});

test.each(['show', 'history', 'forget'])('catalog %s selects partitions that exist', async (action) => {
  graph.setTemplates(JOBS);
  await run('build', '-q', 'day/day=2024-01-01', 'day/day=2024-02-01');
  const { code, stdout } = await run('catalog', action, '--match', 'day/*', '--from', '2024-02');
  expect(code).toBe(0);
  expect(stdout).toContain('day/day=2024-02-01');
  expect(stdout).not.toContain('day/day=2024-01-01');
  const none = await run('catalog', action, '--match', 'day');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('--match day selects no partition of the catalog; a pattern covers the whole ref');
});

describe('without a selection there is an error', () => {
  test('if the graph has no program, with how to write one', async () => {
    graph.setTemplates(JOBS);
    for (const args of [
      ['build', '--match', '*'],
      ['catalog', 'ls', '--missing'],
    ] as const) {
      const [command, ...rest] = args;
      const { code, stdout, stderr } = await run(command, ...rest);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('//t:g has no program that lists the partitions that ought to exist');
      expect(stderr).toContain('echo "report/month=$month"');
      expect(stderr).toContain('docs/expected-partitions.md');
    }
  });

  test.each([
    ['prints nothing', 'exit 0', 2, 'partitions of //t:g printed no refs; nothing is expected'],
    [
      'exits with another code than 0',
      'echo "no database" >&2; exit 3',
      1,
      'partitions of //t:g failed with exit code 3',
    ],
    ['refuses the options', 'echo "no such month" >&2; exit 2', 2, '| no such month'],
    ['prints no refs', "printf 'names\\n a \\n\\n\\001\\n'", 1, 'printed 2 lines that are no refs'],
    ['prints broken JSON', 'printf \'["names",]\'', 1, 'partitions of //t:g ('],
    ['prints other JSON', 'printf \'["names",{}]\'', 1, 'it must be a ref, as a string; it is {}'],
    ['prints no text', "printf 'names\\n\\377\\n'", 1, 'printed bytes that are not UTF-8'],
    [
      'lists what no job makes',
      'echo hello; echo world; echo names',
      1,
      'printed 2 refs that no job makes: hello, world (',
    ],
    [
      'lists something else',
      'echo names',
      2,
      '--match day/* selects none of the 1 ref that partitions of //t:g printed',
    ],
    ['hangs', 'exec sleep 1000', 1, 'partitions of //t:g did not end within 1.00s'],
    ['never ends', 'yes names', 1, 'partitions of //t:g printed more than'],
  ])('if the program %s', async (_, script, code, message) => {
    graph.setScripts({ partitions: `#!/bin/sh\n${script}\n` });
    const match = message.startsWith('--match') ? 'day/*' : '*';
    const done = await run('plan', '--configure-timeout', script.includes('sleep') ? '1' : '60', '--match', match);
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(message);
    expect(done.stderr).not.toMatch(/\bat .*\.[mc]?js/);
  });

  test('and bad lines are named', async () => {
    graph.setScripts({ partitions: "#!/bin/sh\nprintf 'names\\n a \\n\\n\\001\\n'\n" });
    const { stderr } = await run('plan', '--match', '*');
    expect(stderr).toContain('line 2: " a " begins or ends with white space; remove it');
    expect(stderr).toContain('line 4: "\\u0001" has a control character (U+0001)');
  });

  test.each([
    ['--match', 'day/{day', '--match "day/{day" has a stray brace'],
    ['--match', 'day/{x}*', 'a segment has either a {name} or "*"'],
    ['--from', 'month=', '--from "month=" has no text'],
    ['--from', 'mnth=2024', 'mnth=2024 bounds nothing: no pattern has the name {mnth}; the names are month, day'],
  ])('for %s %s', async (option, text, message) => {
    const { code, stderr } = await run('plan', option, text);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('and no secret is shown', async () => {
    graph.setScripts({ partitions: '#!/bin/sh\necho " $TOKEN"\n' });
    const { stderr } = await graph.run('plan', ['--pass-env', 'TOKEN', '--match', '*'], {
      env: { DATABUILD_STATE_DIR: 's', TOKEN: 'hunter2hunter2' },
    });
    expect(stderr).toContain('line 1: " ***" begins');
    expect(stderr).not.toContain('hunter2');
  });
});
