import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph, values, type Done } from './testing/index.js';

// The clock of the machine is set back during a build.

jest.setTimeout(60_000);

/** A task that makes `a/…` sets the clock back. */
const RUN = `#!/bin/sh
echo "making $1"
case $1 in a/*) : > back ;; esac
`;

/** Loaded before DataBuild: a clock that is 5 s slow as soon as the file exists. */
const clockOf = (file: string): string => `
const { existsSync } = require('node:fs');
const now = Date.now;
Date.now = () => now() - (existsSync(${JSON.stringify(file)}) ? 5_000 : 0);
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: RUN });
  writeFileSync(join(graph.dir, 'clock.cjs'), clockOf(join(graph.dir, 's/data/back')));
});

afterEach(() => graph.remove());

const run = (command: string, ...args: readonly string[]): Promise<Done> =>
  graph.run(command, [...args, '--state-dir', 's'], {
    env: { NODE_OPTIONS: `--require=${join(graph.dir, 'clock.cjs')}` },
  });

test('builds are shown correctly if the clock is set back during a build', async () => {
  const built = await run('build', 'b/1');
  const again = await run('build', '--force', 'a/1', 'a/1');
  const [first, second] = [built, again].map(({ stdout }) => String(values(stdout)[0]?.['buildId']));
  expect(first?.localeCompare(second ?? '')).toBe(1);

  const shown = await run('builds', 'show', first ?? '');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/: succeeded\n {2}started .*, took [0-4]\.\d\ds\n[^]*tasks {5}2 succeeded\n/);
  expect(await run('builds', 'ls')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^(\S+ .* succeeded .*\n){2}$/),
  });

  const log = await run('logs', 'a/1', 'b/1');
  expect(log).toMatchObject({ code: 0, stdout: 'making a/1\nmaking b/1\n' });
  expect(log.stderr).toContain(`a/1: //t:j, build ${second ?? ''}, succeeded; `);
  expect(log.stderr).toContain(`b/1: //t:j, build ${first ?? ''}, succeeded; `);

  expect(await run('catalog', 'verify')).toMatchObject({ code: 0, stderr: 'the catalog is in order\n' });
  const events = values((await run('catalog', 'history', '--json', 'a/1')).stdout);
  expect(JSON.stringify(events)).toMatch(new RegExp(`${second ?? ''}.*${first ?? ''}`));
});
