import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { end, TestGraph } from './testing/index.js';

// Directories that are removed before or during a build.

jest.setTimeout(60_000);

/** The task of `a/…` removes what `b/…` needs. The task of `a/last` removes the catalog that it is recorded in. */
const RUN = `#!/bin/sh
case $1 in
a/data) rm -r "$DATABUILD_DATA_DIR" ;;
a/file) rm -r "$DATABUILD_DATA_DIR"; : > "$DATABUILD_DATA_DIR" ;;
a/builds) rm -r ../builds ;;
a/state | a/last) rm -r "$(dirname "$DATABUILD_DATA_DIR")" ;;
a/runfiles | a/checked) rm -r "$(dirname "$0")" ;;
esac
`;

/** Removes its own directory, or the one it runs in, when it looks up the `a/…` of that name. */
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

describe('a removed directory', () => {
  test.each([
    ['data', 'its data directory can no longer be used: DATA was removed'],
    ['file', 'its data directory can no longer be used: DATA: a file is where a directory should be (ENOTDIR)'],
    ['builds', 'the directory of its log can no longer be used: BUILDS was removed'],
    ['runfiles', 'the directory of its program can no longer be used: PROGRAMS was removed'],
  ])('is named if it is removed during the build, and no further attempt is made: %s', async (name, said) => {
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', '-j', '1', `b/${name}`]);
    expect(code).toBe(1);
    const text = said
      .replace('DATA', join(graph.dir, 's/data'))
      .replace('BUILDS', join(graph.dir, 's/builds'))
      .replace('PROGRAMS', graph.runDir);
    expect(stderr).toContain(`error: //t:j failed to make b/${name}: ${text}\n`);
    expect(stderr).not.toContain('bug in DataBuild');
  });

  test("of a check's program is named, and no further attempt is made", async () => {
    graph.setScripts({ check: '#!/bin/sh\n' });
    graph.setJob({ retries: 3, retryDelayMs: 60_000, check: '_main/check' });
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', 'a/checked']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: //t:j failed to make a/checked: the directory of its program can no longer be used: ${graph.runDir} was removed\n`,
    );
  });

  test.each([['b/state'], ['a/last']])('of the catalog is named, and the build of %s fails', async (ref) => {
    const state = join(graph.dir, 's');
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', ref]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: tasks could not be recorded: the catalog ${state}/catalog.sqlite can no longer be used: ${state} was removed; restore it from a backup, or ` +
        'run the same command again, which starts a new one\n',
    );
    expect(stderr).not.toContain('bug in DataBuild');
    expect(await graph.run('build', ['--state-dir', 's', 'a/x'])).toMatchObject({ code: 0 });
  });

  test("of the graph's programs is named, with the program that cannot start", async () => {
    expect(await graph.run('plan', ['--state-dir', 's', 'a/lookup'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        `\nerror: configure of //t:j could not be started: the directory of its program can no longer be used: ${graph.runDir} was removed\n$`,
      ),
    });
  });

  test("in which the graph's programs run is named, with the program that cannot start", async () => {
    expect(await graph.run('plan', ['--state-dir', 's', 'a/working'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        `\nerror: configure of //t:j could not be started: its working directory can no longer be used: ${dirname(graph.runDir)} was removed\n$`,
      ),
    });
  });

  test('that is the current directory is named, and nothing starts', async () => {
    const removed = ['/bin/sh', '-c', 'mkdir gone; cd gone; rmdir ../gone; exec "$0" "$@"'];
    const { code, stdout, stderr } = await end(graph.start('build', ['--state-dir', 's', 'a/x'], {}, removed));
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'databuild: cannot use the current directory: it was removed; change to one that exists (cd)\n',
    });
  });

  test('replaced by a file is named before the build, and nothing starts', async () => {
    writeFileSync(join(graph.dir, 'data'), '');
    const { code, stdout, stderr } = await graph.run('build', ['--state-dir', 's', '--data-dir', 'data', 'a/x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`cannot use ${join(graph.dir, 'data')} as data directory: `);
  });
});
