import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadedPart } from './elf.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elf-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the loaded part of Node is smaller, and runs', async () => {
  const node = readFileSync(process.execPath);
  const part = await loadedPart(process.execPath);
  if (part === undefined) throw new Error('Node is not an ELF file');
  expect(part.size).toBeLessThan(node.length);

  part.header.copy(node);
  const smaller = join(folder, 'node');
  writeFileSync(smaller, node.subarray(0, part.size));
  chmodSync(smaller, 0o755);
  const { stdout } = spawnSync(smaller, ['--no-warnings', '-p', 'require("node:sqlite") && 6 * 7']);
  expect(stdout.toString()).toBe('42\n');
});

test('other files have no loaded part', async () => {
  const script = join(folder, 'script');
  writeFileSync(script, `#!/bin/sh\n${'#'.repeat(100)}\n`);
  const short = join(folder, 'short');
  writeFileSync(short, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]));

  expect(await loadedPart(script)).toBeUndefined();
  expect(await loadedPart(short)).toBeUndefined();
});
