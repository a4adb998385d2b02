import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

jest.setTimeout(60_000);

/** Bazel puts the bundle beside this file; by hand it is named. */
const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'] ?? fileURLToPath(new URL('databuild.mjs', import.meta.url));

/** `nobody/…` is made by no job. */
const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do case $r in nobody/*) continue ;; esac; printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** `b/x` needs `a/x`; `left` and `right` are made together; everything else is made alone. */
const CONFIGURE = `#!/bin/sh
printf '['; s=; both=
for r in "$@"; do
  inputs='[]'; outputs="\\"$r\\""
  case $r in
  b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;;
  left | right) [ -z "$both" ] || continue; both=1; outputs='"left","right"' ;;
  esac
  printf '%s{"outputs":[%s],"inputs":%s,"args":[],"env":{}}' "$s" "$outputs" "$inputs"; s=,
done
printf ']'
`;

let runfiles: string;
let dir: string;

beforeAll(async () => {
  runfiles = await mkdtemp(join(tmpdir(), 'runfiles-'));
  await mkdir(join(runfiles, '_main'));
  for (const [name, text] of Object.entries({ lookup: LOOKUP, configure: CONFIGURE, run: '#!/bin/sh\n' })) {
    await writeFile(join(runfiles, '_main', name), text, { mode: 0o755 });
  }
  const job = { label: '//t:j', configure: '_main/configure', run: '_main/run', version: '1.0.0', refsFrom: 'args' };
  const graph = { schemaVersion: 1, package: 't', kind: 'graph', label: '//t:g', lookup: '_main/lookup', jobs: [job] };
  await writeFile(join(runfiles, 'graph.json'), JSON.stringify(graph));
});

afterAll(() => rm(runfiles, { recursive: true, force: true }));

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catalog-cli-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a target as its launcher does, and waits for its end. */
async function start(
  command: string,
  args: readonly string[],
  { stdin = '', leave = false }: { readonly stdin?: string; readonly leave?: boolean } = {},
): Promise<Done> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', BUNDLE, command, runfiles, join(runfiles, 'graph.json'), ...args],
    { cwd: dir, env: { PATH: '/usr/bin:/bin', DATABUILD_STATE_DIR: 's' }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  if (leave) child.stdout.destroy();
  else child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

const catalog = (...args: readonly string[]): Promise<Done> => start('catalog', args);

/** Makes partitions there by adopting them. */
async function adopted(...refs: readonly string[]): Promise<void> {
  expect(await catalog('adopt', '-q', ...refs)).toMatchObject({ code: 0, stderr: '' });
}

const values = (jsonLines: string): Record<string, unknown>[] =>
  jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('help', () => {
  const ACTIONS = ['ls', 'show', 'history', 'adopt', 'forget', 'export', 'import', 'gc', 'verify'];

  test.each(['--help', '-h'])('%s of the target shows every action with an example', async (option) => {
    const { code, stdout, stderr } = await catalog(option);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const action of ACTIONS) expect(stdout).toContain(`bazel run //t:g.catalog -- ${action}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test.each(ACTIONS)('%s --help tells all of it', async (action) => {
    const { code, stdout, stderr } = await catalog(action, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: g.catalog ${action} [options]`);
    expect(stdout).toContain('--state-dir');
    expect(stdout).toContain('--catalog');
    for (const heading of ['Options:', 'Examples:', 'Environment:', 'Exit codes:']) expect(stdout).toContain(heading);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('bad usage is said by name, with exit code 2', () => {
  test.each([
    [[], 'g.catalog: no action; it comes first and is one of ls, show,'],
    [['lss'], 'g.catalog: there is no action "lss"; did you mean ls?\nTry "g.catalog --help".'],
    [['everything'], 'there is no action "everything"; it comes first and is one of ls,'],
    [['--state-dir', 's', 'ls'], 'there is no action "--state-dir"; it comes first'],
    [['ls', 'a', 'b'], 'g.catalog ls: one prefix at a time; "b" is too much\nTry "g.catalog ls --help".'],
    [['ls', '--keep-last', '1'], 'unknown option --keep-last'],
    [['ls', '--json', '--long'], '--long, --json and --grid are three ways to print'],
    [['ls', '--grid', 'daily/'], '--grid "daily/": it has no "*"'],
    [['ls', '--since', '2024-02-30'], '--since is "2024-02-30"; it is a time such as'],
    [['ls', '--until', 'noon'], '--until is "noon"'],
    [['show'], 'no refs; name at least one partition'],
    [['history', '@none.txt'], 'none.txt: there is no such file (ENOENT)'],
    [['forget', ' a'], 'argument 1: ref " a"'],
    [['export', 'file'], 'the whole catalog is exported; "file" is too much'],
    [['import', 'a', 'b'], 'one export at a time; "b" is too much'],
    [['gc'], 'Say --keep-last N'],
    [['gc', '--keep-last', 'all'], '--keep-last is "all"; it is a whole number from 0'],
    [['gc', '--keep-last', '1', 'a'], '"a" is too much'],
    [['verify', 'a'], '"a" is too much'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await catalog(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(await readdir(dir)).toEqual([]);
  });

  test('a catalog that cannot be used', async () => {
    const { code, stderr } = await catalog('ls', '--catalog', 'mysql://h/d');
    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 2, lines: 2 });
    expect(stderr).toContain("g.catalog ls: the catalog's address mysql://h/d cannot be used");
  });
});

describe('ls', () => {
  test('lists refs that other commands read, or more', async () => {
    await adopted('b/1', 'a/1', 'a/2');
    expect(await catalog('ls')).toEqual({ code: 0, stdout: 'a/1\na/2\nb/1\n', stderr: '' });
    expect((await catalog('ls', 'a/')).stdout).toBe('a/1\na/2\n');
    expect((await catalog('ls', '-l', 'b')).stdout).toMatch(
      /^\d{4}-\d\d-\d\dT[0-9:.]{12}Z {2}[0-9a-f-]{36} {2}b\/1\n$/,
    );
    expect(values((await catalog('ls', '--json', 'b')).stdout)).toMatchObject([{ schemaVersion: 1, ref: 'b/1' }]);
  });

  test('by time', async () => {
    await adopted('a/1');
    expect((await catalog('ls', '--since', '2024-03-01', '--until', '2999-01-01T00:00:00+01:00')).stdout).toBe('a/1\n');
    expect(await catalog('ls', '--since', '2999-01-01')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'the catalog has no such partition\n',
    });
    expect(await catalog('ls', '-q', '--until', '2024-03-01')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('draws those that look like a pattern', async () => {
    await adopted(
      'd/date=2024-02-29',
      'd/date=2024-03-01',
      'd/date=2024-03-01/of=x',
      'd/whole',
      'other/date=2024-03-01',
    );
    expect((await catalog('ls', '--grid', 'd/*=2024-*')).stdout).toBe(
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

describe('show and history', () => {
  test('print manifests, and what happened when', async () => {
    await adopted('a/1', 'b/1');
    const shown = await catalog('show', 'b/1');
    expect(JSON.parse(shown.stdout)).toMatchObject({ outputs: ['b/1'], inputs: [{ ref: 'a/1' }], origin: 'adopted' });
    expect(shown.stdout).toMatch(/^\{\n {2}"schemaVersion": 1,\n/);
    const several = await start('catalog', ['show', '--json', '-'], { stdin: 'b/1\na/1\nb/1\n' });
    expect(values(several.stdout).map(({ outputs }) => outputs)).toEqual([['b/1'], ['a/1']]);

    await catalog('forget', 'a/1');
    expect((await catalog('history', 'a/1')).stdout).toMatch(/^\S+ {2}forgotten {2}a\/1\n\S+ {2}adopted {4}a\/1 {2}/);
    expect(values((await catalog('history', '--json', 'a/1')).stdout)).toMatchObject([
      { schemaVersion: 1, ref: 'a/1', kind: 'forgotten' },
      { schemaVersion: 1, ref: 'a/1', kind: 'recorded', manifest: { origin: 'adopted' } },
    ]);
  });

  test.each(['show', 'history'])('%s names all refs that are not there, and prints nothing', async (action) => {
    await adopted('a/1');
    const { code, stdout, stderr } = await catalog(action, 'x', 'a/1', 'y');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('the catalog has no x;');
    expect(stderr).toContain('the catalog has no y;');
  });
});

describe('adopt', () => {
  test('records what the graph would have made, so that it is not built; says what is there already', async () => {
    const first = await catalog('adopt', 'a/1', 'b/1');
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('adopted 2 partitions\n');
    const [a, b] = values(first.stdout);
    expect(b).toMatchObject({
      outputs: ['b/1'],
      job: '//t:j',
      origin: 'adopted',
      inputs: [{ ref: 'a/1', manifest: a?.['id'], versionKey: a?.['versionKey'] }],
    });
    const planned = JSON.parse((await start('plan', ['b/1', 'b/2'])).stdout) as {
      tasks: { config: unknown; versionKey: unknown }[];
    };
    expect(planned.tasks.map(({ config }) => config)).toMatchObject([{ outputs: ['a/2'] }, { outputs: ['b/2'] }]);

    const again = await catalog('adopt', 'b/1', 'a/3');
    expect(values(again.stdout).map(({ outputs }) => outputs)).toEqual([['a/3']]);
    expect(again.stderr).toContain('b/1 is there already\nadopted 1 partition\n');
    expect(await catalog('adopt', '-q', 'b/1')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('gives the keys that a build would give', async () => {
    await adopted('b/1');
    const analyzed = JSON.parse((await start('analyze', ['b/1'])).stdout) as {
      tasks: { config: { outputs: string[] }; versionKey: string }[];
    };
    const task = analyzed.tasks.find(({ config }) => config.outputs.includes('b/1'));
    expect(values((await catalog('show', '--json', 'b/1')).stdout)).toMatchObject([
      { versionKey: task?.versionKey, inputs: [{ ref: 'a/1', manifest: null, versionKey: null }] },
    ]);
  });

  test('not half of what one task makes', async () => {
    const { code, stdout, stderr } = await catalog('adopt', 'left', 'a/1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('//t:j makes left together with right; adopt both, or neither');
    expect((await catalog('ls')).stdout).toBe('');
    await adopted('right', 'left');
    expect(values((await catalog('show', '--json', 'left', 'right')).stdout)).toHaveLength(1);
  });

  test('nothing when a ref is nobody’s', async () => {
    const { code, stdout, stderr } = await catalog('adopt', 'a/1', 'nobody/1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('nobody/1');
    expect((await catalog('ls')).stdout).toBe('');
  });
});

describe('forget', () => {
  test('makes partitions missing, and names those that were', async () => {
    await adopted('a/1', 'a/2', 'a/3');
    await writeFile(join(dir, 'refs.txt'), 'a/3\na/1\n');
    expect(await catalog('forget', '@refs.txt')).toEqual({
      code: 0,
      stdout: 'a/3\na/1\n',
      stderr: 'forgot 2 partitions\n',
    });
    expect((await catalog('ls')).stdout).toBe('a/2\n');
    expect(JSON.parse((await start('plan', ['a/1'])).stdout)).toMatchObject({
      tasks: [{ config: { outputs: ['a/1'] } }],
    });

    const mixed = await catalog('forget', '-q', 'a/1', 'a/2');
    expect(mixed).toMatchObject({ code: 2, stdout: 'a/2\n' });
    expect(mixed.stderr).toContain('the catalog has no a/1');
  });
});

describe('export and import', () => {
  test('copy a catalog, and do it again without a difference', async () => {
    await adopted('a/1', 'a/2', 'b/1');
    await catalog('forget', 'a/2');
    const exported = await catalog('export');
    expect({ ...exported, stdout: values(exported.stdout).map(({ type }) => type) }).toEqual({
      code: 0,
      stdout: ['manifest', 'manifest', 'manifest', 'forgotten'],
      stderr: '',
    });
    await writeFile(join(dir, 'x.jsonl'), exported.stdout);

    expect(await catalog('import', '--state-dir', 's2', 'x.jsonl')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'imported 3 manifests and 1 time that a ref was forgotten; 0 lines known already\n',
    });
    expect((await catalog('export', '--state-dir', 's2')).stdout).toBe(exported.stdout);
    for (const args of [[], ['-']]) {
      const options = ['--state-dir', 's2', '--json', '-q'];
      const { stdout } = await start('catalog', ['import', ...options, ...args], { stdin: exported.stdout });
      expect(values(stdout)).toEqual([
        { schemaVersion: 1, manifestsAdded: 0, forgettingsAdded: 0, known: 4, conflicting: [] },
      ]);
    }
  });

  test('a manifest of which the catalog has another content stays, is named, and makes exit code 1', async () => {
    await adopted('a/1');
    const { stdout } = await catalog('export');
    const { code, stderr } = await start('catalog', ['import'], { stdin: stdout.replace('"1.0.0"', '"1.0.1"') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: the catalog has another content for manifest [0-9a-f-]{36}; its own stays\n$/);
    expect((await catalog('export')).stdout).toBe(stdout);
  });

  test('what cannot be imported is named with its line', async () => {
    await adopted('a/1');
    const { stdout } = await catalog('export');
    await writeFile(join(dir, 'half.jsonl'), stdout + stdout.slice(0, 100));
    await writeFile(join(dir, 'latin.jsonl'), Buffer.from([0x7b, 0xff, 0x0a]));
    for (const [file, message] of [
      ['half.jsonl', 'g.catalog import: half.jsonl: line 2 is not JSON'],
      ['latin.jsonl', 'latin.jsonl'],
      ['none.jsonl', 'none.jsonl: there is no such file (ENOENT)'],
      ['.', 'cannot read'],
    ] as const) {
      const done = await catalog('import', file);
      expect({ code: done.code, stdout: done.stdout }).toEqual({ code: 2, stdout: '' });
      expect(done.stderr).toContain(message);
      expect(done.stderr).not.toContain('bug');
    }
    const piped = await start('catalog', ['import'], { stdin: '\n{"schemaVersion":2}\n' });
    expect(piped.code).toBe(2);
    expect(piped.stderr).toContain('standard input: line 2 was exported by a later DataBuild');
  });
});

describe('gc', () => {
  test('drops what is old, and never what is there', async () => {
    for (let time = 0; time < 3; time++) {
      await adopted('a/1');
      await catalog('forget', 'a/1');
    }
    await adopted('a/1');
    expect(await catalog('gc', '--keep-last', '2')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'dropped 2 manifests, kept 2\n',
    });
    const { stdout, stderr } = await catalog('gc', '--keep-last', '0', '--json', '-q');
    expect(stderr).toBe('');
    expect(values(stdout)).toEqual([{ schemaVersion: 1, manifestsDropped: 1, manifestsKept: 1 }]);
    expect((await catalog('ls')).stdout).toBe('a/1\n');
  });
});

describe('verify', () => {
  test('0 where all fits, 1 where something does not', async () => {
    await adopted('a/1', 'a/2');
    expect(await catalog('verify')).toEqual({ code: 0, stdout: '', stderr: 'the catalog is in order\n' });

    const db = new DatabaseSync(join(dir, 's/catalog.sqlite'));
    db.exec(`DELETE FROM manifests WHERE body LIKE '%"a/2"%'`);
    db.close();
    const { code, stdout, stderr } = await catalog('verify');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'the catalog has 1 problem\n' });
    expect(stdout).toMatch(/^a\/2 is made by manifest [0-9a-f-]{36}, which is not there; .*\n$/);
    const asJson = await catalog('verify', '--json', '-q');
    expect({ code: asJson.code, stderr: asJson.stderr }).toEqual({ code: 1, stderr: '' });
    expect(values(asJson.stdout)).toMatchObject([{ schemaVersion: 1, problem: 'manifest-missing', ref: 'a/2' }]);
  });
});

test('a reader who leaves early ends the output, and is no failure', async () => {
  const refs = Array.from({ length: 3000 }, (_, index) => `a/number=${String(index)}`).join('\n');
  expect(await start('catalog', ['adopt', '-q', '-'], { stdin: refs, leave: true })).toMatchObject({
    code: 0,
    stderr: '',
  });
  for (const args of [['ls'], ['ls', '--json'], ['ls', '--grid', '*'], ['export'], ['show', '-'], ['history', '-']]) {
    expect(await start('catalog', args, { stdin: refs, leave: true })).toMatchObject({ code: 0, stderr: '' });
  }
  expect((await catalog('ls')).stdout.split('\n')).toHaveLength(3001);
});
