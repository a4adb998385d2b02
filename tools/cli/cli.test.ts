import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

jest.setTimeout(60_000);

/** Bazel puts the bundle beside this file; by hand it is named. */
const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'] ?? fileURLToPath(new URL('databuild.mjs', import.meta.url));

const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** `b/x` needs `a/x`; every ref is made by itself, by a run that is told its name. */
const CONFIGURE = `#!/bin/sh
echo "configuring $# refs" >&2
printf '['; s=
for r in "$@"; do
  case $r in b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;; *) inputs='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s"],"env":{"TZ":"UTC"}}' "$s" "$r" "$inputs" "$r"; s=,
done
printf ']'
`;

const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
case $1 in
*fails) echo "cannot do it" >&2; exit 3 ;;
*sleeps) echo $$ > pid; exec sleep 1000 ;;
*stubborn) trap '' TERM; echo $$ > pid; while :; do sleep 1000; done ;;
*env) env > "$1" ;;
*) echo made > "$1" ;;
esac
`;

let runfiles: string;
let dir: string;
let programs: ChildProcessByStdio<Writable, Readable, Readable>[];

beforeAll(async () => {
  runfiles = await mkdtemp(join(tmpdir(), 'runfiles-'));
  await mkdir(join(runfiles, '_main'));
  for (const [name, text] of Object.entries({ lookup: LOOKUP, configure: CONFIGURE, run: RUN })) {
    await writeFile(join(runfiles, '_main', name), text, { mode: 0o755 });
  }
  const job = { label: '//t:j', configure: '_main/configure', run: '_main/run', version: '1.0.0', refsFrom: 'args' };
  const shared = { schemaVersion: 1, package: 't' };
  const graph = { ...shared, kind: 'graph', label: '//t:g', lookup: '_main/lookup', jobs: [job] };
  await writeFile(join(runfiles, 'graph.json'), JSON.stringify(graph));
  await writeFile(join(runfiles, 'job.json'), JSON.stringify({ ...shared, kind: 'job', label: '//t:j', job }));
});

afterAll(() => rm(runfiles, { recursive: true, force: true }));

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
  programs = [];
});

afterEach(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a target as its launcher does. */
function start(command: string, args: readonly string[], env: RunOptions['env'] = {}): (typeof programs)[number] {
  const descriptor = join(runfiles, command.startsWith('job-') ? 'job.json' : 'graph.json');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', BUNDLE, command, runfiles, descriptor, ...args],
    { cwd: dir, env: { PATH: '/usr/bin:/bin', ...env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  programs.push(child);
  return child;
}

async function db(command: string, args: readonly string[], options: RunOptions = {}): Promise<Done> {
  const child = start(command, args, options.env);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return end(child);
}

async function end(child: (typeof programs)[number]): Promise<Done> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

const outputs = (jsonLines: string): string[] =>
  jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as { outputs: string[] }).outputs);

const waitForFile = async (path: string): Promise<string> => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${path} does not appear`);
};

const dies = async (pid: number): Promise<void> => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`process ${String(pid)} lives on`);
};

describe('what people ask first', () => {
  test('--version', async () => {
    const { code, stdout, stderr } = await db('plan', ['--version']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^databuild \d+\.\d+\.\d+ \(node v24\.\d+\.\d+\)\n$/);
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
  ])('%s --help teaches under the name of the target', async (command, name) => {
    const { code, stdout, stderr } = await db(command, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${name} [options]`);
    expect(stdout).toContain(`bazel run //t:${name} -- `);
    for (const heading of ['Options:', 'Examples:', 'Environment:', 'Exit codes:']) expect(stdout).toContain(heading);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('bad usage is said by name, with exit code 2', () => {
  test.each([
    [['--state-dri', 'x', 'a/1'], 'unknown option --state-dri; did you mean --state-dir?'],
    [['-x', 'a/1'], 'unknown option -x'],
    [['--jobs', '0', 'a/1'], '--jobs is "0"; it is a whole number from 1'],
    [['-j', 'many', 'a/1'], '--jobs is "many"'],
    [['a/1', '--jobs'], 'Not enough arguments following: jobs'],
    [['--configure-timeout', '1.5', 'a/1'], '--configure-timeout is "1.5"'],
    [['--pass-env', 'A=B', 'a/1'], '--pass-env "A=B"'],
    [['--state-dir', '', 'a/1'], '--state-dir is empty'],
    [[], 'no refs; name at least one partition'],
    [['-'], 'no refs; the input has no line with a ref'],
    [['@none.txt'], 'none.txt: there is no such file (ENOENT)'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await db('build', args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`g.build: `);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Try "g.build --help".');
    expect(await readdir(dir)).toEqual([]);
  });

  test('all bad refs together, each with its place', async () => {
    await writeFile(join(dir, 'refs.txt'), `ok\n\n${'x'.repeat(2000)}\n`);
    const { code, stderr } = await db('plan', ['', 'a/1', 'two\nlines', ' b', '@refs.txt', '-'], { stdin: 'in\t\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('argument 1: ref "" is empty');
    expect(stderr).toContain('argument 3: ref "two\\nlines" has a control character (U+000A) at position 3');
    expect(stderr).toContain('argument 4: ref " b" begins or ends with white space');
    expect(stderr).toMatch(/refs\.txt line 3: ref "x+…" \(2000 characters\) has 2000 bytes/);
    expect(stderr).toContain('standard input line 1: ref "in\\t" has a control character (U+0009)');
    expect(stderr).not.toContain('argument 2');
  });

  test('input that is not UTF-8', async () => {
    await writeFile(join(dir, 'refs.txt'), Buffer.from([0x61, 0xff, 0x0a]));
    const { code, stderr } = await db('plan', ['@refs.txt']);
    expect(code).toBe(2);
    expect(stderr).toContain('refs.txt: it is not UTF-8 text');
  });

  test('a state directory that cannot be one', async () => {
    await writeFile(join(dir, 'state'), 'a file');
    for (const command of ['plan', 'build', 'exec', 'job-exec']) {
      const { code, stdout, stderr } = await db(command, ['--state-dir', 'state', 'a/1']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`cannot use ${join(dir, 'state')} as state directory: a file is in its place`);
    }
  });

  test('a catalog that is none', async () => {
    await mkdir(join(dir, 'state'));
    await writeFile(join(dir, 'state', 'catalog.sqlite'), 'not a database at all '.repeat(100));
    const { code, stdout, stderr } = await db('build', ['--state-dir', 'state', 'a/1']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('is not an intact database');
    expect(stderr).not.toContain('    at ');
  });
});

describe('refs', () => {
  test('from arguments, input and files, each once, with @@ and -- for what looks like something else', async () => {
    await writeFile(join(dir, 'refs.txt'), '\r\nf/1\r\n#f\r\na/1');
    const args = ['a/1', '-', '@refs.txt', '@@at', '--', '--dash', 'a/1'];
    const { code, stdout } = await db('lookup', args, { stdin: 'i/1\n\ni/2' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ '//t:j': ['a/1', 'i/1', 'i/2', 'f/1', '#f', '@at', '--dash'] });
  });

  test('that look like numbers, options of node or dots stay what they are', async () => {
    const refs = ['007', '1e3', '0x10', 'a.b.c', 'true', '1.10'];
    const { stdout } = await db('lookup', refs);
    expect(JSON.parse(stdout)).toEqual({ '//t:j': refs });
  });

  test('thousands of them', async () => {
    const refs = Array.from({ length: 20_000 }, (_, index) => `a/number=${String(index)}`);
    const asArguments = await db('lookup', refs);
    expect(JSON.parse(asArguments.stdout)).toEqual({ '//t:j': refs });
    const asInput = await db('lookup', ['-'], { stdin: refs.join('\n') });
    expect(asInput.stdout).toBe(asArguments.stdout);
  });
});

describe('phases', () => {
  test('a plan, its execution from a file, from a pipe, and a plan with nothing left', async () => {
    const planned = await db('plan', ['--state-dir', 's', 'b/1']);
    expect(planned.code).toBe(0);
    const plan = JSON.parse(planned.stdout) as { tasks: { config: { outputs: string[] } }[] };
    expect(plan.tasks.flatMap((task) => task.config.outputs)).toEqual(['a/1', 'b/1']);
    await writeFile(join(dir, 'plan.json'), planned.stdout);

    const executed = await db('exec', ['--state-dir', 's', 'plan.json']);
    expect(executed.code).toBe(0);
    expect(outputs(executed.stdout)).toEqual(['a/1', 'b/1']);
    expect(await readFile(join(dir, 's/data/b/1'), 'utf8')).toBe('made\n');
    expect(executed.stderr).toMatch(/^build \S+ of \/\/t:g: 2 tasks to run \(2 missing\)$/m);
    expect(executed.stderr).toMatch(/^succeeded: built 2, pruned 0 in \d+\.\d\ds; data in .*\/s\/data$/m);

    const piped = await db('exec', ['--state-dir', 's', '--quiet'], { stdin: planned.stdout });
    expect({ ...piped, stdout: outputs(piped.stdout) }).toEqual({ code: 0, stdout: ['a/1', 'b/1'], stderr: '' });

    const again = JSON.parse((await db('plan', ['--state-dir', 's', 'b/1'])).stdout) as Record<string, unknown>;
    expect(again).toMatchObject({ tasks: [], pruned: [{ ref: 'b/1', note: 'valid' }] });
  });

  test('a build prints manifests, and the second time nothing', async () => {
    const first = await db('build', ['--state-dir', 's', 'b/1', 'b/2']);
    expect(first.code).toBe(0);
    expect(outputs(first.stdout).sort()).toEqual(['a/1', 'a/2', 'b/1', 'b/2']);
    expect(first.stderr).toContain('configuring 2 refs');
    const second = await db('build', ['--state-dir', 's', 'b/1', 'b/2']);
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: '' });
    expect(second.stderr).toContain('0 tasks to run; 2 partitions already there');
  });

  test('analyze and mermaid need no state', async () => {
    const analyzed = await db('analyze', ['b/1']);
    expect(JSON.parse(analyzed.stdout)).toMatchObject({ graph: '//t:g', outputs: ['b/1'] });
    const drawn = await db('mermaid', ['--direction', 'LR', 'b/1']);
    expect(drawn.stdout).toMatch(/^flowchart LR\n/);
    expect(await readdir(dir)).toEqual([]);
  });

  test('the phases of one job: its configs, and a run that needs its inputs to be there', async () => {
    const configured = await db('job-cfg', ['b/1']);
    expect(JSON.parse(configured.stdout)).toMatchObject([{ outputs: ['b/1'], executable: '_main/run' }]);
    const early = await db('job-exec', ['--state-dir', 's', 'b/1']);
    expect({ code: early.code, stdout: early.stdout }).toEqual({ code: 2, stdout: '' });
    expect(early.stderr).toContain('//t:j needs a/1 to make b/1, but it is not in the catalog');
    expect((await db('job-exec', ['--state-dir', 's', 'a/1'])).code).toBe(0);
    expect(outputs((await db('job-exec', ['--state-dir', 's', 'b/1'])).stdout)).toEqual(['b/1']);
    const planned = await db('plan', ['--state-dir', 's', 'b/1']);
    expect(JSON.parse(planned.stdout)).toMatchObject({ tasks: [] });
  });

  test('plans that cannot be run', async () => {
    const good = (await db('analyze', ['a/1'])).stdout;
    const foreign = (await db('plan', ['--state-dir', 's', 'a/1'])).stdout.replace('//t:g', '//t:other');
    for (const [stdin, message] of [
      ['', 'standard input: '],
      ['{"schemaVersion": 1, "tasks": [', 'standard input: '],
      [good, 'standard input: '],
      [foreign, 'is a plan of //t:other; this program runs plans of //t:g'],
    ] as const) {
      const { code, stdout, stderr } = await db('exec', ['--state-dir', 's'], { stdin });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
    expect((await db('exec', ['one.json', 'two.json'])).stderr).toContain('one plan at a time');
  });
});

describe('what programs see', () => {
  test('a small fixed environment, and what is passed on by name', async () => {
    const env = { HOME: '/h', SECRET: 's', TOKEN: 't', NODE_COMPILE_CACHE: join(dir, 'cc'), JS_BINARY__X: '1' };
    const built = await db('build', ['--state-dir', 's', '--pass-env', 'TOKEN', 'x/env'], { env });
    expect(built.code).toBe(0);
    const seen = await readFile(join(dir, 's/data/x/env'), 'utf8');
    const names = seen.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== '' && name !== 'PWD').sort()).toEqual([
      'BAZEL_BINDIR',
      'DATABUILD_BUILD_ID',
      'DATABUILD_DATA_DIR',
      'DATABUILD_METADATA_FILE',
      'DATABUILD_OUTPUTS',
      'DATABUILD_TASK_ID',
      'HOME',
      'JAVA_RUNFILES',
      'PATH',
      'RUNFILES_DIR',
      'TOKEN',
      'TZ',
    ]);
  });

  test('under bazel run, state lies in the workspace and paths mean what the user typed', async () => {
    await mkdir(join(dir, 'ws/sub'), { recursive: true });
    await writeFile(join(dir, 'ws/sub/refs.txt'), 'a/1\n');
    const env = { BUILD_WORKSPACE_DIRECTORY: join(dir, 'ws'), BUILD_WORKING_DIRECTORY: join(dir, 'ws/sub') };
    expect((await db('build', ['@refs.txt'], { env })).code).toBe(0);
    expect(await readFile(join(dir, 'ws/.databuild/data/a/1'), 'utf8')).toBe('made\n');
    expect((await db('build', [], { env })).stderr).toContain('Try "bazel run //t:g.build -- --help".');
  });
});

describe('failures and interruptions', () => {
  test('a task that fails: exit code 1, its log, and what was made before', async () => {
    const { code, stdout, stderr } = await db('build', ['--state-dir', 's', '-j', '1', 'a/ok', 'a/fails', 'b/fails']);
    expect(code).toBe(1);
    expect(outputs(stdout)).toEqual(['a/ok']);
    expect(stderr).toContain('//t:j failed to make a/fails: exit code 3');
    expect(stderr).toMatch(/log: .*\/s\/builds\/[^/]+\/logs\/[0-9a-f]{16}\.log\n {2}\| cannot do it\n/);
    expect(stderr).toMatch(/^failed: built 1, failed 1, not started 1, pruned 0 in /m);
  });

  test('a reader who leaves early is no failure', async () => {
    const refs = Array.from({ length: 3000 }, (_, index) => `a/number=${String(index)}`).join('\n');
    for (const command of ['plan', 'analyze', 'lookup']) {
      const child = start(command, ['-q', '-']);
      child.stdin.end(refs);
      child.stdout.destroy();
      const done = await end(child);
      expect(done).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('a build goes on when nobody reads its manifests', async () => {
    const child = start('build', ['--state-dir', 's', '-q', 'b/1', 'b/2', 'b/3']);
    child.stdout.destroy();
    expect(await end(child)).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(dir, 's/data/b/3'), 'utf8')).toBe('made\n');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the tasks, then the build, with exit code %i', async (signal, expected) => {
    const child = start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await waitForFile(join(dir, 's/data/pid')));
    child.kill(signal);
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(`stopped by ${signal}`);
    await dies(pid);
    expect(JSON.parse((await db('plan', ['--state-dir', 's', 'a/sleeps'])).stdout)).toMatchObject({
      tasks: [{ config: { outputs: ['a/sleeps'] } }],
    });
  });

  test('a task that does not listen is killed when the grace is over', async () => {
    const child = start('build', ['--state-dir', 's', '--grace', '1', 'a/stubborn']);
    const done = end(child);
    const pid = Number(await waitForFile(join(dir, 's/data/pid')));
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    await dies(pid);
  });

  test('a second signal does not wait for the grace', async () => {
    const child = start('build', ['--state-dir', 's', '--grace', '1000', 'a/stubborn']);
    const done = end(child);
    const pid = Number(await waitForFile(join(dir, 's/data/pid')));
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('a second signal kills')) child.kill('SIGINT');
    });
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    await dies(pid);
  });

  test('no task outlives a DataBuild that is killed', async () => {
    const child = start('build', ['--state-dir', 's', 'a/sleeps']);
    const done = end(child);
    const pid = Number(await waitForFile(join(dir, 's/data/pid')));
    child.kill('SIGKILL');
    await done;
    await dies(pid);
  });
});
