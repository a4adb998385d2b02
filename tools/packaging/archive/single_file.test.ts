import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ArchiveMember } from './members.js';
import { writeSingleFile } from './single_file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'single-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const SCRIPT = `#!/bin/sh
case $1 in
list) tail -c +{{OFFSET}} "$0" | tar -tzf - ;;
unpack) tail -c +{{OFFSET}} "$0" | tar -xzf - -C "$2" ;;
*) printf '%s %s' {{DIGEST}} {{SIZE}} ;;
esac
exit
`;

function file(path: string, content: string): ArchiveMember {
  const source = join(mkdtempSync(join(folder, 'source-')), 'file');
  writeFileSync(source, content);
  return { kind: 'file', path, source, size: Buffer.byteLength(content), executable: false };
}

const run = (...words: readonly [string, ...string[]]): string => {
  const { stdout, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
};

test('writes an executable script that finds the archive in its own file', async () => {
  const output = join(folder, 'g.bin');
  await writeSingleFile([file('a', 'one'), file('é', 'two')], 'g', SCRIPT, output);

  expect(statSync(output).mode & 0o777).toBe(0o755);
  run(output, 'unpack', folder);
  expect(readFileSync(join(folder, 'g/é'), 'utf8')).toBe('two');
  expect(readdirSync(folder).filter((name) => name.startsWith('g.'))).toEqual(['g.bin']);
});

test('tells the script the digest of the archive and the size of the file', async () => {
  const output = join(folder, 'g.bin');
  await writeSingleFile([file('a', 'one')], 'g', SCRIPT, output);

  const [digest, size] = run(output).split(' ');
  const bytes = readFileSync(output);
  expect(Number(size)).toBe(bytes.length);
  expect(createHash('sha256').update(bytes.subarray(4096)).digest('hex')).toBe(digest);
});

test('writes the same bytes for the same content', async () => {
  for (const name of ['one', 'two']) await writeSingleFile([file('a', 'one')], 'g', SCRIPT, join(folder, name));

  expect(readFileSync(join(folder, 'one')).equals(readFileSync(join(folder, 'two')))).toBe(true);
});

test('leaves out of Node what the system does not load', async () => {
  // Any program does; compressing Node takes 20 seconds.
  const node = join(folder, 'node');
  copyFileSync('/bin/sh', node);
  const { size } = statSync(node);
  const output = join(folder, 'g.bin');
  await writeSingleFile(
    [{ kind: 'file', path: 'bin/node', source: node, size, executable: true }],
    'g',
    SCRIPT,
    output,
  );

  run(output, 'unpack', folder);
  const unpacked = join(folder, 'g/bin/node');
  expect(statSync(unpacked).size).toBeLessThan(size);
  expect(run(unpacked, '-c', 'echo "$0"', 'runs')).toBe('runs\n');
});
