import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from './testing/index.js';

jest.setTimeout(120_000);

/** `links/N` needs `links/N-1`. Each call says so on standard error. */
const LOOKUP = `#!/bin/sh
echo "lookup of $#" >&2
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;
const CONFIGURE = `#!/bin/sh
echo "configure of $#" >&2
printf '['; s=
for r in "$@"; do
  n=$((\${r#links/} - 1)); inputs='[]'
  [ $n -le 0 ] || inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"links/$n\\"}]"
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s"]}' "$s" "$r" "$inputs" "$r"; s=,
done
printf ']'
`;
const RUN = '#!/bin/sh\n';

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(undefined, { lookup: LOOKUP, configure: CONFIGURE, run: RUN });
});

afterEach(() => graph.remove());

/** The calls of programs that a command reports, in order. */
const callsIn = (stderr: string): string[] => stderr.match(/^(lookup|configure) of \d+$/gm) ?? [];

test('a chain of 60 partitions that was built before is planned with one call of each program', async () => {
  expect(await graph.run('build', ['-q', 'links/60'])).toMatchObject({ code: 0 });
  const ahead = await graph.run('plan', ['links/60']);
  const plain = await graph.run('plan', ['--no-speculation', 'links/60']);

  expect(callsIn(ahead.stderr)).toEqual(['lookup of 60', 'configure of 60']);
  expect(ahead.stderr).toContain('wave 1: 1 ref to look up, 59 more ahead, 0 tasks so far\n');
  expect(callsIn(plain.stderr)).toEqual(Array.from({ length: 60 }, () => ['lookup of 1', 'configure of 1']).flat());
  expect({ code: ahead.code, stdout: ahead.stdout }).toEqual({ code: plain.code, stdout: plain.stdout });
});

test.each(['analyze', 'mermaid'])(
  '%s asks ahead as a plan does, and opens no catalog without speculation',
  async (command) => {
    expect(await graph.run('build', ['-q', 'links/9'])).toMatchObject({ code: 0 });
    const ahead = await graph.run(command, ['links/9']);
    const plain = await graph.run(command, ['--no-speculation', '--catalog', 'postgres://localhost:1/none', 'links/9']);

    expect(callsIn(ahead.stderr)).toEqual(['lookup of 9', 'configure of 9']);
    expect(callsIn(plain.stderr)).toHaveLength(18);
    expect({ code: ahead.code, stdout: ahead.stdout }).toEqual({ code: 0, stdout: plain.stdout });
  },
);

test('a call ahead that fails is not shown, and changes nothing', async () => {
  expect(await graph.run('build', ['-q', 'links/6'])).toMatchObject({ code: 0 });
  // Now links/4 needs nothing, and links/2 cannot be made.
  graph.setScripts({
    configure: CONFIGURE.replace(
      'n=$((',
      '[ "$r" != links/2 ] || { echo "cannot make $r" >&2; exit 2; }\n  n=$((',
    ).replace('[ $n -le 0 ]', '[ $n -le 0 ] || [ $n -eq 3 ]'),
  });
  const ahead = await graph.run('plan', ['links/6']);
  const plain = await graph.run('plan', ['--no-speculation', 'links/6']);

  expect(plain).toMatchObject({ code: 0 });
  expect({ code: ahead.code, stdout: ahead.stdout }).toEqual({ code: 0, stdout: plain.stdout });
  expect(ahead.stderr).not.toContain('cannot make');
});
