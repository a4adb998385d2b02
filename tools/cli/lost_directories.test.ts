import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { end, TestGraph } from './testing/index.js';

// Folders that are removed, before a build and in the middle of it.

jest.setTimeout(60_000);

/** What `a/…` makes takes away what `b/…` needs; `a/last` takes away what it is recorded in. */
const RUN = `#!/bin/sh
case $1 in
a/data) rm -r "$DATABUILD_DATA_DIR" ;;
a/file) rm -r "$DATABUILD_DATA_DIR"; : > "$DATABUILD_DATA_DIR" ;;
a/builds) rm -r ../builds ;;
a/state | a/last) rm -r "$(dirname "$DATABUILD_DATA_DIR")" ;;
a/runfiles | a/checked) rm -r "$(dirname "$0")" ;;
esac
`;

/** Each removes the folder of programs, or the one that they run in, when it is asked about `a/…` of that name. */
const LOOKUP = `#!/bin/sh
case $1 in
a/lookup) rm -r "$(dirname "$0")" ;;
a/working) rm -r "$PWD" ;;
esac
printf '{":j":["%s"]}' "$1"
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { lookup: LOOKUP, run: RUN });
  graph.setJob({ retries: 3, retryDelayMs: 60_000 });
});

afterEach(() => graph.remove());

describe('a folder that was removed', () => {
  test.each([
    ['data', 'its data directory can no longer be used: DATA was removed'],
    ['file', 'its data directory can no longer be used: DATA: a file is where a directory should be (ENOTDIR)'],
    ['builds', 'the directory of its log can no longer be used: BUILDS was removed'],
    ['runfiles', 'the directory of its program can no longer be used: PROGRAMS was removed'],
  ])('during the build is named, and no attempt is spent on it: %s', async (name, said) => {
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', '-j', '1', `b/${name}`]);
    expect(code).toBe(1);
    const text = said
      .replace('DATA', join(graph.dir, 's/data'))
      .replace('BUILDS', join(graph.dir, 's/builds'))
      .replace('PROGRAMS', graph.runDir);
    expect(stderr).toContain(`error: //t:j failed to make b/${name}: ${text}\n`);
    expect(stderr).not.toContain('bug in DataBuild');
  });

  test('held the program of a check: it is named, and no attempt is spent on it', async () => {
    graph.setScripts({ check: '#!/bin/sh\n' });
    graph.setJob({ retries: 3, retryDelayMs: 60_000, check: '_main/check' });
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', 'a/checked']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: //t:j failed to make a/checked: the directory of its program can no longer be used: ${graph.runDir} was removed\n`,
    );
  });

  test.each([['b/state'], ['a/last']])('held the catalog: the build of %s fails, and names it', async (ref) => {
    const state = join(graph.dir, 's');
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', ref]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: finished tasks could not be recorded: the catalog ${state}/catalog.sqlite can no longer be used: ${state} was removed; restore it from a backup, or ` +
        'run the same command again, which starts a new one\n',
    );
    expect(stderr).not.toContain('bug in DataBuild');
    expect(await graph.run('build', ['--state-dir', 's', 'a/x'])).toMatchObject({ code: 0 });
  });

  test('held the programs of the graph: the one that cannot be started is named, and the folder', async () => {
    expect(await graph.run('plan', ['--state-dir', 's', 'a/lookup'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        `\nerror: configure of //t:j could not be started: the directory of its program can no longer be used: ${graph.runDir} was removed\n$`,
      ),
    });
  });

  test('was where the programs of the graph run: the one that cannot be started is named, and the folder', async () => {
    expect(await graph.run('plan', ['--state-dir', 's', 'a/working'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        `\nerror: configure of //t:j could not be started: its working directory can no longer be used: ${dirname(graph.runDir)} was removed\n$`,
      ),
    });
  });

  test('is the current one: nothing is started, and it is said', async () => {
    const removed = ['/bin/sh', '-c', 'mkdir gone; cd gone; rmdir ../gone; exec "$0" "$@"'];
    const { code, stdout, stderr } = await end(graph.start('build', ['--state-dir', 's', 'a/x'], {}, removed));
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'databuild: cannot use the current directory: it was removed; change to one that exists (cd)\n',
    });
  });

  test('was the data directory, and a file is in its place before the build: nothing is started', async () => {
    writeFileSync(join(graph.dir, 'data'), '');
    const { code, stdout, stderr } = await graph.run('build', ['--state-dir', 's', '--data-dir', 'data', 'a/x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`cannot use ${join(graph.dir, 'data')} as data directory: `);
  });
});
