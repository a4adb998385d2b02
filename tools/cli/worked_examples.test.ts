import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { normalized, sessionsOf, Shop } from './testing/index.js';

/** Each has a shop of its own, in which its sessions run one after the other. */
const DOCUMENTS = [
  'docs/what-is-built.md',
  'docs/expected-partitions.md',
  'docs/compiling.md',
  ...['refs', 'graphs', 'plans', 'validity', 'catalog', 'execution', 'compiling'].map(
    (name) => `docs/concepts/${name}.md`,
  ),
];
/** Bazel puts the bundle beside this file. Without Bazel, a variable can name it. */
const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'] ?? join(import.meta.dirname, 'databuild.mjs');
/** Lines that report the progress of an analysis or a build. */
const PROGRESS = /^(wave [0-9]+: |build [0-9a-f-]+ of |started {2}|finished |unchanged .* task=)/;

/** Everything that a command prints, in the order of a terminal, without progress. */
async function printedBy(command: string, shop: Shop): Promise<string[]> {
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

describe.each(DOCUMENTS)('%s', (document) => {
  const sessions = sessionsOf(readFileSync(join(import.meta.dirname, '..', '..', document), 'utf8'));
  let shop: Shop;

  beforeAll(() => {
    shop = new Shop();
  });

  afterAll(() => shop.remove());

  test('has sessions to run', () => {
    expect(sessions.length).toBeGreaterThan(0);
  });

  test.each(sessions.map((session, place) => ({ ...session, place })))(
    '$place: $heading',
    async ({ exchanges }) => {
      for (const { command, printed, line } of exchanges) {
        const is = await printedBy(command, shop);
        const where = `${document}:${String(line)}: ${command}`;
        expect([where, ...is.map(normalized)]).toEqual([where, ...printed.map(normalized)]);
      }
    },
    120_000,
  );
});
