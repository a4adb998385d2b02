import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadProgram, type LoadedProgram } from './load_program.js';

let dir: string;
let path: string;
let folder: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'load-'));
  path = join(dir, 'program.cjs');
  folder = join(dir, 'cache');
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

/** Writes a program with this exit code. */
const write = (code: number): void => {
  writeFileSync(path, `const { basename } = require('node:path');\nexports.runProgram = () => ${String(code)};\n`);
};

const runOf = ({ program }: LoadedProgram): unknown => program.runProgram([]);

/** Loads it, runs it, and keeps its code. */
const run = (command = 'task', into: string | undefined = folder): unknown => {
  const loaded = loadProgram(path, command, into);
  const code = runOf(loaded);
  loaded.keepCode();
  return code;
};

const keptFiles = (): string[] => readdirSync(join(folder, 'databuild')).map((name) => join(folder, 'databuild', name));

test('the code of each command is kept once, for its owner only', () => {
  write(3);
  expect([run(), run('plan')]).toEqual([3, 3]);
  const files = keptFiles();
  expect(files).toHaveLength(2);
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  const before = files.map((file) => statSync(file).ino);
  expect([run(), run('plan')]).toEqual([3, 3]);
  expect(keptFiles().map((file) => statSync(file).ino)).toEqual(before);
});

test('kept code is not used for a program that was replaced by one of the same length', () => {
  write(3);
  run();
  write(4);
  expect([run(), run()]).toEqual([4, 4]);
  expect(keptFiles()).toHaveLength(1);
});

test('kept code that is cut off is compiled and kept again', () => {
  write(3);
  run();
  const [file = ''] = keptFiles();
  const whole = readFileSync(file).length;
  for (const length of [whole - 8, 60, 0]) {
    truncateSync(file, length);
    expect(run()).toBe(3);
    expect(readFileSync(file).length).toBe(whole);
  }
});

test('without a folder, or with one that cannot be used, the program is loaded all the same', () => {
  write(3);
  expect([run('task', ''), run('task', '/dev/null/x')]).toEqual([3, 3]);
  expect(runOf(loadProgram(path, 'task', undefined))).toBe(3);
});
