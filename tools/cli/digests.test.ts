import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputs, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** `b/x` needs `a/x`, whose env has the edition. What is made is the same in every edition. */
const configure = (edition: string): string => `#!/bin/sh
printf '['; s=
for r in "$@"; do
  case $r in
  b/*) rest='"inputs":[{"depType":"materialize","ref":"a/'\${r#b/}'"}]' ;;
  *) rest='"env":{"EDITION":"${edition}"}' ;;
  esac
  printf '%s{"outputs":["%s"],%s,"args":["%s"]}' "$s" "$r" "$rest" "$r"; s=,
done
printf ']'
`;

const DIGEST = `#!/bin/sh
echo "digesting $*" >&2
printf '{'; s=
for r in "$@"; do printf '%s"%s":"%s"' "$s" "$r" "$(cksum < "$r")"; s=,; done
echo '}'
`;

const STATE = ['--state-dir', 's'];

describe('a job with a digest program', () => {
  test('is not run for inputs that were made again with the same data', async () => {
    graph.setScripts({ configure: configure('1'), digest: DIGEST });
    graph.setJob({ digest: '_main/digest', validity: 'content' });
    expect((await graph.run('build', [...STATE, 'b/x'])).code).toBe(0);
    expect((await graph.run('logs', [...STATE, 'a/x'])).stdout).toBe('digesting a/x\n');
    graph.setScripts({ configure: configure('2') });

    const plan = await graph.run('plan', [...STATE, 'b/x']);
    expect(plan.stderr).toContain(
      'planned 2 tasks (1 content-changed, 1 input-changed): 1 for certain, 1 only if its inputs differ; ',
    );
    expect((await graph.run('explain', ['-q', ...STATE, 'a/x', 'b/x'])).stdout).toMatch(
      /^a\/x {2}is stale [^]*"1" → "2"\nb\/x {2}is stale [^]*\n {2}its task does not run if these inputs turn out to have the same data as before\n$/,
    );
    const built = await graph.run('build', [...STATE, 'b/x']);
    expect(built.code).toBe(0);
    expect(built.stderr).toMatch(/^unchanged \/\/t:j b\/x task=[0-9a-f]{16}: its changed inputs have the same data/m);
    expect(built.stderr).toMatch(/^succeeded: built 1, unchanged 1, pruned 0 in /m);
    expect(outputs(built.stdout)).toEqual(['a/x', 'b/x']);

    const history = await graph.run('catalog', ['history', ...STATE, 'b/x']);
    expect(history.stdout.split('\n').map((line) => line.split(/ +/)[1])).toEqual(['unchanged', 'built', undefined]);
    expect((await graph.run('builds', ['ls', ...STATE])).stdout).toContain('built=1  unchanged=1\n');
    expect((await graph.run('builds', ['show', ...STATE])).stdout).toContain('1 succeeded, 1 unchanged\n');
    expect((await graph.run('logs', [...STATE, 'b/x'])).stdout).toBe('digesting b/x\n');
    expect((await graph.run('plan', [...STATE, 'b/x'])).stderr).toContain('planned 0 tasks; 1 partition valid');
  });

  test('is refreshed with what then reads other data, and nothing else', async () => {
    const run = '#!/bin/sh\nmkdir -p "${1%/*}"\ncase $1 in b/*) cat a/x > "$1" ;; *) cat source > "$1" ;; esac\n';
    graph.setScripts({ run, digest: DIGEST });
    graph.setJob({ digest: '_main/digest' });
    const late = async (text: string): Promise<void> => writeFile(join(graph.dir, 's/data/source'), text);
    await mkdir(join(graph.dir, 's/data'), { recursive: true });
    await late('one review');
    expect((await graph.run('build', [...STATE, 'b/x'])).code).toBe(0);

    const refresh = [...STATE, '--refresh', 'a/x', 'b/x'];
    const same = await graph.run('build', refresh);
    expect(same.stderr).toContain(
      'planned 2 tasks (1 refreshed, 1 input-refreshed): 1 for certain, 1 only if its inputs differ; ',
    );
    expect(same.stderr).toMatch(/^succeeded: built 1, unchanged 1, pruned 0 in /m);
    await late('two reviews');
    expect((await graph.run('build', [...STATE, 'b/x'])).stderr).toContain('planned 0 tasks');
    expect((await graph.run('build', refresh)).stderr).toMatch(/^succeeded: built 2, pruned 0 in /m);
    expect(await readFile(join(graph.dir, 's/data/b/x'), 'utf8')).toBe('two reviews');

    const plan = await graph.run('plan', refresh);
    await writeFile(join(graph.dir, 'refresh.json'), plan.stdout);
    await writeFile(join(graph.dir, 'plain.json'), (await graph.run('plan', [...STATE, 'b/x'])).stdout);
    const { stdout } = await graph.run('diff', ['plain.json', 'refresh.json']);
    expect(stdout).toContain('+ a/x  //t:j: refreshed');
    expect(stdout).toContain('~ b/x  pruned (valid) → //t:j: input-refreshed (a/x)');
    const explained = await graph.run('explain', ['-q', ...STATE, 'b/x']);
    expect(explained.stdout).toMatch(/^b\/x {2}is valid by its version\n/);
  });

  test('is read again by what is downstream of it if it has other data, however it was built', async () => {
    const run = '#!/bin/sh\nmkdir -p "${1%/*}"\ncase $1 in b/*) cat a/x > "$1" ;; *) cat source > "$1" ;; esac\n';
    graph.setScripts({ run, digest: DIGEST });
    graph.setJob({ digest: '_main/digest' });
    const late = async (text: string): Promise<void> => writeFile(join(graph.dir, 's/data/source'), text);
    await mkdir(join(graph.dir, 's/data'), { recursive: true });
    await late('one review');
    await graph.run('build', [...STATE, 'b/x']);
    await late('two reviews');
    await graph.run('build', [...STATE, '--force', 'a/x']);
    expect((await graph.run('plan', [...STATE, 'b/x'])).stderr).toContain('planned 0 tasks');

    const reread = [...STATE, '--reread', 'a/x', '--reread', 'a/nobody-reads-it', 'b/x'];
    const plan = await graph.run('plan', reread);
    expect(plan.stderr).toContain('planned 1 task (1 input-refreshed); 1 partition valid; ');
    await writeFile(join(graph.dir, 'reread.json'), plan.stdout);
    graph.setScripts({ run: `${run}# in other words\n`, digest: DIGEST });
    const replanned = await graph.run('exec', [...STATE, '--on-drift=replan', 'reread.json']);
    expect(replanned.stderr).toMatch(/^succeeded: built 1, pruned 1 in /m);
    expect(await readFile(join(graph.dir, 's/data/b/x'), 'utf8')).toBe('two reviews');
    expect((await graph.run('plan', reread)).stderr).toContain('planned 0 tasks; 1 partition valid');
    await graph.run('build', [...STATE, '--force', 'a/x']);
    expect((await graph.run('plan', reread)).stderr).toContain('planned 0 tasks; 1 partition valid');
  });

  test.each([
    [
      'prints no JSON',
      'echo sha256:1',
      'exit code 0, but the digests from _main/digest are invalid: its output is not JSON',
    ],
    ['prints a number', `echo '{"a/x": 1}'`, 'the digest of a/x must be a text of 1 to 1,024 characters'],
    ['prints a ref that is no output', `echo '{"z": "1"}'`, '"z" is not an output of the task'],
    ['fails', 'echo no luck >&2; exit 4', 'its digest program _main/digest failed: exit code 4'],
    ['does not end', 'sleep 1000', 'it exceeded its timeout of 0.30s and was ended'],
  ])('fails when the program %s, and records nothing', async (_, script, message) => {
    graph.setScripts({ digest: `#!/bin/sh\n${script}\n` });
    // Only the program that does not end needs the timeout.
    graph.setJob({ digest: '_main/digest', timeoutMs: script.startsWith('sleep') ? 300 : 0 });
    const { code, stdout, stderr } = await graph.run('build', [...STATE, 'a/x']);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});

test('a job that reports the digest of a ref that it does not make fails', async () => {
  graph.setJob({ batch: 1 });
  graph.setScripts({ run: `#!/bin/sh\necho '{"digests":{"a/y":"1"}}' > "$DATABUILD_METADATA_FILE"\n` });
  const { code, stderr } = await graph.run('build', [...STATE, 'a/x']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/the digests from .*\.json are invalid: "a\/y" is not an output of the task/);
});

test('an import refuses a manifest with a digest of a ref that is not its output', async () => {
  graph.setScripts({ digest: DIGEST });
  graph.setJob({ digest: '_main/digest' });
  await graph.run('build', [...STATE, 'a/x']);
  const { stdout } = await graph.run('catalog', ['export', ...STATE]);
  const stdin = stdout.replace('"digests":{"a/x"', '"digests":{"a/y"');
  expect(stdin).not.toBe(stdout);
  const { code, stderr } = await graph.run('catalog', ['import', '--state-dir', 'other'], { stdin });
  expect(code).toBe(2);
  expect(stderr).toContain('is not an output');
});
