import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, TestGraph } from './testing/index.js';

// Folders that are removed, before a build and in the middle of it.

jest.setTimeout(60_000);

/** What `a/…` makes takes away what `b/…` needs. */
const RUN = `#!/bin/sh
case $1 in
a/data) rm -r "$DATABUILD_DATA_DIR" ;;
a/file) rm -r "$DATABUILD_DATA_DIR"; : > "$DATABUILD_DATA_DIR" ;;
a/builds) rm -r ../builds ;;
esac
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: RUN });
  graph.setJob({ retries: 3, retryDelayMs: 60_000 });
});

afterEach(() => graph.remove());

describe('a folder that was removed', () => {
  test.each([
    ['data', 'its data directory can no longer be used: DATA was removed'],
    ['file', 'its data directory can no longer be used: DATA: a file is where a directory should be (ENOTDIR)'],
    ['builds', 'the directory of its log can no longer be used: BUILDS was removed'],
  ])('during the build is named, and no attempt is spent on it: %s', async (name, said) => {
    const { code, stderr } = await graph.run('build', ['--state-dir', 's', '-j', '1', `b/${name}`]);
    expect(code).toBe(1);
    const text = said.replace('DATA', join(graph.dir, 's/data')).replace('BUILDS', join(graph.dir, 's/builds'));
    expect(stderr).toContain(`error: //t:j failed to make b/${name}: ${text}\n`);
    expect(stderr).not.toContain('bug in DataBuild');
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
