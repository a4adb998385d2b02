import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { normalized, sessionsOf } from '../../tools/cli/testing/sessions.js';

// Runs the commands of README.md, one after the other, and compares what they print.

const PACKAGE = 'examples/podcast_reviews';

/** Replaces `bazel run TARGET -- ARGUMENT…`: starts the target, which Bazel has built for this test. */
const BAZEL = `#!/bin/sh
target=\${2#//}
shift 3
case "$target" in
*:*) exec "$ROOT/\${target%%:*}/\${target#*:}" "$@" ;;
*) exec "$ROOT/$target/\${target##*/}" "$@" ;;
esac
`;

/** Lines that report the progress of an analysis or a build. */
const PROGRESS = /^(wave [0-9]+: |build [0-9a-f-]+ of |started {2}|finished |unchanged |selected )/;

const scratch = mkdtempSync(join(process.env['TEST_TMPDIR'] ?? '/tmp', 'readme-'));
const exported: string[] = [];

/** Everything that a command prints, in the order of a terminal, without progress. */
function printedBy(command: string): string[] {
  if (command.startsWith('export ')) exported.push(command);
  const { status, stdout } = spawnSync('/bin/sh', ['-c', [...exported, 'exec 2>&1', command].join('\n')], {
    cwd: scratch,
    encoding: 'utf8',
    env: { ...process.env, ROOT: resolve('.'), PATH: `${join(scratch, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  const lines = stdout.split('\n').filter((line) => line !== '' && !PROGRESS.test(line));
  return status === 0 ? lines : [...lines, `exit code ${String(status)}`];
}

const sessions = sessionsOf(readFileSync(join(PACKAGE, 'README.md'), 'utf8'));

test('the README has sessions to run', () => {
  expect(sessions.length).toBeGreaterThan(0);
  mkdirSync(join(scratch, 'bin'));
  writeFileSync(join(scratch, 'bin', 'bazel'), BAZEL);
  chmodSync(join(scratch, 'bin', 'bazel'), 0o755);
});

test.each(sessions.map((session, place) => ({ ...session, place })))(
  'the README does what it shows, $place: $heading',
  ({ exchanges }) => {
    for (const { command, printed, line } of exchanges) {
      const where = `README.md:${String(line)}: ${command}`;
      const shown = printed.filter((text) => text !== '');
      expect([where, ...printedBy(command).map(normalized)]).toEqual([where, ...shown.map(normalized)]);
    }
  },
  300_000,
);
