import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestGraph, values, type Done } from './testing/index.js';

jest.setTimeout(60_000);

const OLD = 'hunter2-token';
const NEW = 'swordfish-token';

/** Puts the token into every config and every message. */
const CONFIGURE = `#!/bin/sh
echo "configuring with $TOKEN" >&2
printf '['; s=
for r in "$@"; do
  case $r in b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;; *) inputs='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s","--token=%s"],"env":{"KEY":"%s","FLAG":"%s"}}' \\
    "$s" "$r" "$inputs" "$r" "$TOKEN" "$TOKEN" "$FLAG"; s=,
done
printf ']'
`;

const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
echo "$2 $KEY" | tee "$1"
case $1 in
*fails) exit 3 ;;
*malformed) printf '{"token": %s}' "$KEY" > "$DATABUILD_METADATA_FILE" ;;
*) printf '{"token":"%s","rows":7}' "$KEY" > "$DATABUILD_METADATA_FILE" ;;
esac
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { configure: CONFIGURE, run: RUN });
});

afterEach(() => graph.remove());

const PASSED = ['--pass-env', 'TOKEN', '--pass-env', 'FLAG'];

const run = (token: string, command: string, ...args: string[]): Promise<Done> =>
  graph.run(command, [...(command === 'catalog' ? [] : PASSED), ...args], {
    env: { DATABUILD_STATE_DIR: 's', TOKEN: token, FLAG: '1' },
  });

/** Expects that neither the catalog nor the given output contains a token. */
async function expectHidden(...told: readonly Done[]): Promise<void> {
  const { stdout } = await run('', 'catalog', 'export');
  for (const text of [stdout, ...told.flatMap((done) => [done.stdout, done.stderr])]) {
    expect(text).not.toMatch(/hunter2|swordfish/);
  }
}

test('a task gets the value, but manifests, events, lineage and messages do not', async () => {
  const done = await run(OLD, 'build', 'b/1', '--openlineage', 'lineage.jsonl');
  expect(done.code).toBe(0);
  expect(done.stderr).toContain('configuring with ***\n');
  expect(values(done.stdout)).toMatchObject(
    ['a/1', 'b/1'].map((ref) => ({
      config: { args: [ref, '--token=***'], env: { KEY: '***', FLAG: '***' } },
      metadata: { token: '***', rows: 7 },
    })),
  );
  expect(await readFile(join(graph.dir, 's/data/a/1'), 'utf8')).toBe(`--token=${OLD} ${OLD}\n`);
  const [build = ''] = await readdir(join(graph.dir, 's/builds'));
  for (const file of [join(graph.dir, 's/builds', build, 'events.jsonl'), join(graph.dir, 'lineage.jsonl')]) {
    expect(await readFile(file, 'utf8')).not.toContain(OLD);
  }
  await expectHidden(done, await run('', 'catalog', 'show', '--json', 'b/1'));
});

test('a value in arguments is warned of once, by variable and job', async () => {
  const said =
    'warning: the value of TOKEN is in the arguments of //t:j, and ps shows arguments to all users of this machine;';
  const warnings = ({ stderr }: Done): string[] => stderr.split('\n').filter((line) => line.startsWith('warning: '));
  const planned = await run(OLD, 'plan', 'b/1', 'b/2');
  await writeFile(join(graph.dir, 'plan.json'), planned.stdout);
  for (const done of [
    planned,
    await run(OLD, 'exec', 'plan.json'),
    await run(OLD, 'job-cfg', 'a/1'),
    await run(OLD, 'job-exec', 'a/1'),
    await run(OLD, 'build', 'b/3'),
  ]) {
    expect([done.code, warnings(done)]).toEqual([0, [expect.stringContaining(said)]]);
    expect(done.stderr).not.toContain(OLD);
  }
  expect(warnings(await run(OLD, 'build', '-q', 'b/4'))).toEqual([]);
  expect(warnings(await graph.run('build', ['b/5'], { env: { TOKEN: OLD } }))).toEqual([]);
});

test('the tail of a log and a message about metadata are masked, and the log itself is unchanged', async () => {
  const failed = await run(OLD, 'build', '--optimistic', 'fails', 'malformed');
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('  | --token=*** ***\n');
  expect(failed.stderr).toMatch(/DATABUILD_METADATA_FILE \(.*\) is invalid: .*\*\*\*/);
  await expectHidden(failed, await run(OLD, 'builds', 'show').catch(() => failed));
  const [build = ''] = await readdir(join(graph.dir, 's/builds'));
  const logs = join(graph.dir, 's/builds', build, 'logs');
  const [log = ''] = await readdir(logs);
  expect(readFileSync(join(logs, log), 'utf8')).toContain(OLD);
});

test.each([
  ['no JSON', `printf '[{"outputs":["x"],"args":["%s" oops' "$TOKEN"`, /expected .* in …?.*oops/],
  ['text in front', `printf 'using %s\\n[]' "$TOKEN"`, 'printed text before its JSON, on line 1: using ***'],
  ['a wrong shape', `printf '[{"outputs":"%s"}]' "$TOKEN"`, 'it is "***"'],
  ['two claims', `printf '[{"outputs":["x"],"args":["%s"]},{"outputs":["x"]}]' "$TOKEN"`, 'args "***"'],
  ['an exit code', `echo "cannot log in as $TOKEN" >&2; exit 1`, '  | cannot log in as ***'],
] as const)('a message about an invalid answer of configure is masked: %s', async (_, script, said) => {
  graph.setScripts({ configure: `#!/bin/sh\n${script}\n` });
  const done = await run(OLD, 'build', 'x');
  expect(done.code).toBe(1);
  if (typeof said === 'string') expect(done.stderr).toContain(said);
  else expect(done.stderr).toMatch(said);
  await expectHidden(done);
});

test('a message is masked even if the value breaks the JSON around it', async () => {
  const done = await run(`${OLD}\t"`, 'build', 'x');
  expect([done.code, done.stderr]).toEqual([1, expect.stringMatching(/printed invalid JSON.* in \*\*\*$/m)]);
  await expectHidden(done);
});

test('another value changes the content key, and reports mask both values', async () => {
  const first = await run(OLD, 'build', 'a/1');
  const content = ['--validity=content', 'a/1'];
  expect((await run(OLD, 'plan', ...content)).stderr).toContain('planned 0 tasks');

  const planned = await run(NEW, 'plan', ...content);
  expect(JSON.parse(planned.stdout)).toMatchObject({
    tasks: [{ reason: { kind: 'content-changed', fields: ['args', 'env.FLAG', 'env.KEY'] } }],
  });
  const explained = await run(NEW, 'explain', ...content);
  expect(explained.stdout).toContain('args[1]: "--token=***" → "--token=***"');
  expect(explained.stdout).toContain('env.KEY: "***" → "***"');
  const second = await run(NEW, 'build', ...content);
  const keys = [first, second].map(({ stdout }) => values(stdout)[0]?.['contentKey']);
  expect(new Set(keys).size).toBe(2);
  await expectHidden(first, explained, await run(NEW, 'explain', '--json', ...content), second);
});

test('an unchanged value is not reported as changed', async () => {
  await run(OLD, 'build', 'a/1');
  graph.setScripts({ run: `${RUN}# other code\n` });
  const planned = await run(OLD, 'plan', '--validity=content', 'a/1');
  expect(JSON.parse(planned.stdout)).toMatchObject({
    tasks: [{ reason: { kind: 'content-changed', fields: ['code'] } }],
  });
  for (const more of [[], ['--validity=content']]) {
    const explained = await run(OLD, 'explain', ...more, 'a/1');
    expect(explained.stdout).toContain('code: ');
    expect(explained.stdout).not.toMatch(/args|env/);
    await expectHidden(explained);
  }
});

test('a plan contains the value, so that it can be run, but a diff does not', async () => {
  const plan = await run(OLD, 'plan', 'a/1');
  expect(plan.stdout).toContain(OLD);
  await writeFile(join(graph.dir, 'old.json'), plan.stdout);
  await writeFile(join(graph.dir, 'new.json'), (await run(NEW, 'plan', 'a/1')).stdout);
  const line = 'args[1]: "***" → "--token=***"';
  for (const args of [
    ['plan', '--diff', 'old.json', 'a/1'],
    ['diff', 'old.json', 'new.json'],
  ] as const) {
    const [command, ...rest] = args;
    const differs = await run(NEW, command, ...rest);
    expect([differs.code, differs.stdout]).toEqual([1, expect.stringContaining(line)]);
    await expectHidden(differs, await run(NEW, command, '--json', ...rest));
  }
  const done = await run(OLD, 'exec', 'old.json');
  expect(done.code).toBe(0);
  await expectHidden(done);
});

test('adopted and blessed manifests and pinned plans are masked too', async () => {
  const env = { DATABUILD_STATE_DIR: 's', TOKEN: OLD, FLAG: '1', BUILD_WORKSPACE_DIRECTORY: graph.dir };
  const adopted = await graph.run('catalog', ['adopt', ...PASSED, 'a/1'], { env });
  graph.setVersion('2.0.0');
  const blessed = await graph.run('catalog', ['bless', ...PASSED, 'a/1'], { env });
  for (const { stdout } of [adopted, blessed]) {
    expect(values(stdout)).toMatchObject([{ config: { args: ['a/1', '--token=***'], env: { KEY: '***' } } }]);
  }
  const pinned = await graph.run('pin', ['update', '//t:test', 'pin.json', '', ...PASSED, 'a/1'], { env });
  expect(await readFile(join(graph.dir, 'pin.json'), 'utf8')).toContain('--token=***');
  await expectHidden(adopted, blessed, pinned);
  expect((await run(OLD, 'plan', '--validity=content', 'a/1')).stderr).toContain('planned 0 tasks');
});

test('a short value is masked only where it is a whole text, and an empty one is ignored', async () => {
  const env = { DATABUILD_STATE_DIR: 's', FLAG: 'abc' };
  const [done] = values((await graph.run('build', [...PASSED, 'abc/abc'], { env })).stdout);
  expect(done).toMatchObject({
    outputs: ['abc/abc'],
    config: { args: ['abc/abc', '--token='], env: { KEY: '', FLAG: '***' } },
    metadata: { token: '' },
  });
});

test('the view on a terminal masks the last line of a log', async () => {
  graph.setScripts({
    run: '#!/bin/sh\necho "$2 now"\nwhile ! [ -e go ]; do sleep 0.05; done\n',
  });
  const env = { DATABUILD_STATE_DIR: 's', TOKEN: OLD, NO_COLOR: '1' };
  const child = graph.startOnTerminal('build', ['--jobs', '1', ...PASSED, 'x'], { rows: 12, columns: 90, env });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (shown.includes('--token=*** now')) writeFileSync(join(graph.dir, 's/data/go'), '');
    // If the secret appears, end the test at once.
    if (shown.includes(OLD)) child.kill();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect([code, shown.includes(OLD)]).toEqual([0, false]);
});
