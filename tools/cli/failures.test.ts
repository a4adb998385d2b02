import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { end, outputs, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

describe('a build', () => {
  test('with a failed task exits with 1, shows its log and keeps what was built before', async () => {
    const { code, stdout, stderr } = await graph.run('build', ['--state-dir', 's', '-j', '1', 'b/ok', 'b/fails']);
    expect(code).toBe(1);
    expect(outputs(stdout)).toEqual(['a/ok']);
    expect(stderr).toContain('//t:j failed to make a/fails: exit code 3');
    expect(stderr).toMatch(/log: .*\/s\/builds\/[^/]+\/logs\/[0-9a-f]{16}\.log\n {2}\| cannot do it\n/);
    expect(stderr).toMatch(/^failed: built 1, failed 1, skipped 1, aborted 1, pruned 0 in /m);
  });

  test('with --optimistic builds everything else, and reports what was skipped and why', async () => {
    const line = ['--state-dir', 's', '-j', '1', '--optimistic', 'b/fails', 'b/ok'];
    const { code, stdout, stderr } = await graph.run('build', line);
    expect(code).toBe(1);
    expect(outputs(stdout)).toEqual(['a/ok', 'b/ok']);
    expect(stderr).toContain('  | cannot do it\n  skipped because of it: 1 task\n    //t:j b/fails\n');
    expect(stderr).toMatch(/^failed: built 2, failed 1, skipped 1, pruned 0 in /m);
  });

  test('with --optimistic runs a task that only queries a failed partition, with its previous version', async () => {
    graph.setScripts({
      configure: `#!/bin/sh
printf '['; s=
for r in "$@"; do
  case $r in c/*) inputs='[{"depType":"query","ref":"a/fails"},{"depType":"query","ref":"b/fails"}]' ;; b/*) inputs='[{"depType":"materialize","ref":"a/fails"}]' ;; *) inputs='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s"],"env":{}}' "$s" "$r" "$inputs" "$r"; s=,
done
printf ']'
`,
    });
    const adopted = await graph.run('catalog', ['adopt', '-q', '--state-dir', 's', 'a/fails']);
    expect(adopted.code).toBe(0);
    const line = ['--state-dir', 's', '--optimistic', '--force', 'a/fails', 'c/reads', 'b/fails'];
    const { code, stdout, stderr } = await graph.run('build', line);
    expect(code).toBe(1);
    expect(stderr).toContain('  skipped because of it: 1 task\n    //t:j b/fails\n');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as object),
    ).toMatchObject([
      {
        outputs: ['c/reads'],
        inputs: [
          { ref: 'a/fails', manifest: expect.any(String) },
          { ref: 'b/fails', manifest: null },
        ],
      },
    ]);
  });

  test('and other commands do not fail if the reader of their output stops early', async () => {
    const refs = Array.from({ length: 3000 }, (_, index) => `a/number=${String(index)}`).join('\n');
    for (const command of ['plan', 'analyze', 'lookup']) {
      const child = graph.start(command, ['-q', '-']);
      child.stdin.end(refs);
      child.stdout.destroy();
      const done = await end(child);
      expect(done).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('continues if its manifests have no reader', async () => {
    const child = graph.start('build', ['--state-dir', 's', '-q', 'b/1', 'b/2', 'b/3']);
    child.stdout.destroy();
    expect(await end(child)).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(join(graph.dir, 's/data/b/3'), 'utf8')).toBe('made\n');
  });
});
