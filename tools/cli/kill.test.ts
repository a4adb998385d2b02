import { expect, jest, test } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { end, TestGraph } from './testing/index.js';

jest.setTimeout(1_800_000);

/** Each kill is at another instant; more of them find more. */
const KILLS = Number(process.env['DATABUILD_TEST_KILLS'] ?? '8');

/** Longest time between the first words of a build and its death. */
const LATEST_MS = 400;

const JOBS = 3;

const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** `c/4` needs `b/4` and `b/2`, `b/4` needs `a/4`. */
const CONFIGURE = `#!/bin/sh
input() { printf '%s{"depType":"materialize","ref":"%s"}' "$1" "$2"; }
printf '['; s=
for r in "$@"; do
  n=\${r#*/}
  printf '%s{"outputs":["%s"],"args":["%s"],"inputs":[' "$s" "$r" "$r"; s=,
  case $r in b/*) input '' "a/$n" ;; c/*) input '' "b/$n"; input , "b/$((n / 2))" ;; esac
  printf ']}'
done
printf ']'
`;

/** Writes down that it ran, and checks that its inputs are there. */
const RUN = `#!/bin/sh
echo "$1" >> runs
mkdir -p "$(dirname "$1")"
case $1 in b/*) cat "a/\${1#*/}" || exit 1 ;; esac
echo "made $1" > "$1"
`;

test('a build that is killed again and again loses nothing that it recorded, and makes nothing of that again', async () => {
  const graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { lookup: LOOKUP, configure: CONFIGURE, run: RUN });
  const items = Array.from({ length: 40 + 40 * KILLS }, (_, item) => item);
  const line = ['--state-dir', 's', '-j', String(JOBS), '--lease-ttl', '1'];
  const refs = items.map((item) => `c/${String(item)}`);
  const all = ['a', 'b', 'c'].flatMap((kind) => items.map((item) => `${kind}/${String(item)}`)).sort();
  const lines = (text: string): string[] => text.split('\n').slice(0, -1);
  const runs = async (): Promise<string[]> =>
    lines(await readFile(join(graph.dir, 's/data/runs'), 'utf8').catch(() => ''));
  const recorded = async (): Promise<string[]> =>
    lines((await graph.run('catalog', ['ls', '--state-dir', 's'])).stdout);
  try {
    let known: string[] = [];
    let killed = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const before = (await runs()).length;
      const child = graph.start('build', [...line, ...refs]);
      const done = end(child);
      child.stderr.once('data', () => {
        setTimeout(() => child.kill('SIGKILL'), randomInt(LATEST_MS));
      });
      if ((await done).code === null) killed++;
      const after = await recorded();
      const again = new Set((await runs()).slice(before));
      expect(known.filter((ref) => !after.includes(ref))).toEqual([]);
      expect(known.filter((ref) => again.has(ref))).toEqual([]);
      known = after;
    }
    expect((await graph.run('build', [...line, ...refs])).code).toBe(0);
    expect((await recorded()).sort()).toEqual(all);
    const ran = await runs();
    expect([...new Set(ran)].sort()).toEqual(all);
    // Twice ran what was running, or not recorded yet, at the moment of a kill; twenty milliseconds is the longest wait.
    expect(ran.length - all.length).toBeLessThanOrEqual(killed * JOBS * 20);
    for (const ref of all) expect(await readFile(join(graph.dir, 's/data', ref), 'utf8')).toBe(`made ${ref}\n`);
    expect((await graph.run('catalog', ['verify', '--state-dir', 's'])).code).toBe(0);
  } finally {
    await graph.remove();
  }
});
