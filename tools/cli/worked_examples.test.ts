import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { normalized, sessionsOf, Shop } from './testing/index.js';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'what-is-built.md');
/** Bazel puts the bundle beside this file. Without Bazel, a variable can name it. */
const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'] ?? join(import.meta.dirname, 'databuild.mjs');
/** Lines that report the progress of an analysis or a build. */
const PROGRESS = /^(wave [0-9]+: |build [0-9a-f-]+ of |started {2}|finished |unchanged .* task=)/;

let shop: Shop;

beforeAll(() => {
  shop = new Shop();
});

afterAll(() => shop.remove());

/** Everything that a command prints, in the order of a terminal, without progress. */
async function printedBy(command: string): Promise<string[]> {
  shop.build();
  const child = spawn('/bin/sh', ['-c', `exec 2>&1; ${command}`], {
    cwd: shop.cwd,
    env: shop.environment(BUNDLE),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk);
  return text.split('\n').filter((line) => line !== '' && !PROGRESS.test(line));
}

const sessions = sessionsOf(readFileSync(DOCUMENT, 'utf8'));

test('the document has sessions to run', () => {
  expect(sessions.length).toBeGreaterThan(5);
});

test.each(sessions.map((session, place) => ({ ...session, place })))(
  '$place: $heading',
  async ({ exchanges }) => {
    for (const { command, printed, line } of exchanges) {
      const is = await printedBy(command);
      const where = `docs/what-is-built.md:${String(line)}: ${command}`;
      expect([where, ...is.map(normalized)]).toEqual([where, ...printed.map(normalized)]);
    }
  },
  120_000,
);
