import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputs, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

/** A job that writes its variable into its partition and reports it; `b` also reports what it read from `a`. */
const run = (content: string, more = ''): string => `#!/bin/sh
mkdir -p "$(dirname "$1")"
read=$(cat "a/\${1#b/}" 2>/dev/null)
printf '${content}' > "$1"
printf '{"content":"${content}","read":"%s","file":"%s/%s"}' "$read" "$PWD" "$1" > "$DATABUILD_METADATA_FILE"
echo "$1" >> runs
${more}
`;

let graph: TestGraph;
const data = (...names: string[]): string => join(graph.dir, 's', 'data', ...names);

beforeEach(async () => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: run('one') });
  expect(await build('b/1', 'b/2')).toMatchObject({ code: 0 });
});

afterEach(() => graph.remove());

const build = (...args: string[]): Promise<Done> => graph.run('build', ['--state-dir', 's', ...args]);
const leftOver = async (): Promise<string[]> => readdir(join(graph.dir, 's', 'audits')).catch(() => []);

test('an audit reports a task that makes the same data, and leaves no files behind', async () => {
  graph.setScripts({ run: run('one', ': other code') });
  const runs = readFileSync(data('runs'), 'utf8');
  const { code, stdout, stderr } = await build('--audit-masked', '10', 'b/1', 'b/2', 'a/1');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain(`auditing 3 of 3 masked partitions, in a copy of ${data()}`);
  expect(stderr).toMatch(/^copied \d+ files, \d+ bytes$/m);
  expect(stderr.match(/^same {2}\S+ {2}\/\/t:j$/gm)?.sort()).toEqual(
    ['a/1', 'b/1', 'b/2'].map((ref) => `same  ${ref}  //t:j`),
  );
  expect(readFileSync(data('runs'), 'utf8')).toBe(runs);
  expect(await leftOver()).toEqual([]);
});

test('an audit reports a task that makes different data, field by field, and nothing is built or recorded', async () => {
  graph.setScripts({ run: run('two') });
  const before = await graph.run('catalog', ['export', '--state-dir', 's']);
  const { code, stdout, stderr } = await build('--audit-masked', '10', 'b/1', 'new/1');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(
    'DIFFERS  b/1  //t:j\n  content: "one" → "two"\n//t:j: the masked change produces different data',
  );
  expect(stderr).toContain('nothing was built; the outputs of the audit are kept in ');
  expect(await readFile(data('b/1'), 'utf8')).toBe('one');
  expect(existsSync(data('new/1'))).toBe(false);
  expect(await graph.run('catalog', ['export', '--state-dir', 's'])).toEqual(before);
  const [kept] = await leftOver();
  expect(await readFile(join(graph.dir, 's', 'audits', kept ?? '', 'data', 'b/1'), 'utf8')).toBe('two');
});

test('an audited task reads the existing partitions, not the outputs of the audit', async () => {
  graph.setScripts({ run: run('two') });
  const { stderr } = await build('--audit-masked', '10', 'a/1', 'b/1');
  expect(stderr.match(/^ {2}\w+: .*$/gm)).toEqual(['  content: "one" → "two"', '  content: "one" → "two"']);
});

test('an audit takes a sample if more partitions are masked', async () => {
  graph.setScripts({ run: run('one', ': other code') });
  const { stderr } = await build('--audit-masked=1', 'b/1', 'b/2');
  expect(stderr).toContain('auditing 1 of 2 masked partitions');
  expect(stderr.match(/^same /gm)).toHaveLength(1);
});

test('the build continues if nothing is masked, or if the audit finds no difference', async () => {
  const { code, stdout, stderr } = await build('--audit-masked=1', 'b/1', 'b/3');
  expect([code, outputs(stdout)]).toEqual([0, ['a/3', 'b/3']]);
  expect(stderr).toContain('nothing to audit: no change is masked');
  graph.setScripts({ run: run('one', ': other code') });
  expect(outputs((await build('--audit-masked=1', 'b/1', 'b/4')).stdout)).toEqual(['a/4', 'b/4']);
});

test('an audit shows the log of a task that can no longer be rebuilt', async () => {
  graph.setScripts({ run: run('one', 'echo "out of ideas" >&2; exit 3') });
  const { code, stderr } = await build('-q', '--audit-masked=1', 'b/1');
  expect(code).toBe(1);
  expect(stderr).toContain('FAILED  b/1  //t:j\n  //t:j failed to make b/1: exit code 3');
  expect(stderr).toContain('| out of ideas');
});

test('a task that reported nothing, or contains the path of the data directory, cannot be audited', async () => {
  graph.setScripts({ run: '#!/bin/sh\n' });
  await build('-q', 'silent/1');
  graph.setScripts({ run: run('two') });
  const { code, stderr } = await build('--audit-masked=9', 'silent/1');
  expect(code).toBe(0);
  expect(stderr).toContain('not auditable  silent/1  //t:j\n  its manifest has no metadata to compare');
  const env = { OUT: data('x') };
  const told = await graph.run('build', ['--state-dir', 's', '--audit-masked=9', '--pass-env', 'OUT', 'b/1'], { env });
  expect(told.stderr).toContain('not auditable  b/1  //t:j\n  env.OUT contains the path of the data directory');
  expect(await leftOver()).toEqual([]);
});

test('symbolic links in the data, or a state directory in it, do not lead an audit out of its copy', async () => {
  await mkdir(join(graph.dir, 'elsewhere'));
  await writeFile(join(graph.dir, 'elsewhere', '1'), 'one');
  await mkdir(join(graph.dir, 'd'));
  await symlink(join(graph.dir, 'elsewhere'), join(graph.dir, 'd', 'a'));
  await graph.run('build', ['-q', '--data-dir', 'd', '--state-dir', 'd/state', 'a/1']);
  expect(await readFile(join(graph.dir, 'elsewhere', '1'), 'utf8')).toBe('one');
  graph.setScripts({ run: run('two') });
  const args = ['-q', '--data-dir', 'd', '--state-dir', 'd/state', '--audit-masked=9', 'a/1'];
  expect((await graph.run('build', args)).stderr).toContain('content: "one" → "two"');
  expect(await readFile(join(graph.dir, 'elsewhere', '1'), 'utf8')).toBe('one');
});

test.each(['0', '-1', 'all', '1.5', ''])('--audit-masked=%s is a usage error', async (value) => {
  const { code, stdout, stderr } = await build(`--audit-masked=${value}`, 'b/1');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`--audit-masked is ${JSON.stringify(value)}; it must be a whole number from 1 to`);
});
