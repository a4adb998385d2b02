import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputs, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

const OTHER_CODE = '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho other > "$1"\n';

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]): Promise<Done> => graph.run(command, ['--state-dir', 's', ...args]);

interface PlanSummary {
  readonly runs: string[];
  readonly reasons: string[];
  readonly notes: string[];
  readonly validity: string | undefined;
}

async function plan(...args: string[]): Promise<PlanSummary> {
  const { code, stdout, stderr } = await run('plan', '-q', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const planned = JSON.parse(stdout) as {
    validity?: string;
    tasks: { config: { outputs: string[] }; reason: { kind: string } }[];
    pruned: { note: string }[];
  };
  return {
    runs: planned.tasks.flatMap(({ config }) => config.outputs),
    reasons: planned.tasks.map(({ reason }) => reason.kind),
    notes: planned.pruned.map(({ note }) => note),
    validity: planned.validity,
  };
}

const built = async (...args: string[]): Promise<string[]> => {
  const { code, stdout } = await run('build', '-q', ...args);
  expect(code).toBe(0);
  return outputs(stdout);
};

describe('a partition', () => {
  beforeEach(async () => {
    await built('b/1');
  });

  test('stays valid after a minor version change by every validity, which the plan notes', async () => {
    graph.setVersion('1.1.0');
    for (const validity of ['presence', 'version', 'content']) {
      expect(await plan(`--validity=${validity}`, 'b/1')).toEqual({
        runs: [],
        reasons: [],
        notes: ['masked-minor-change'],
        validity,
      });
    }
  });

  test('is stale after a change of the major version, or to an older one, except by presence', async () => {
    for (const version of ['2.0.0', '0.9.0']) {
      graph.setVersion(version);
      expect(await plan('b/1')).toMatchObject({
        runs: ['a/1', 'b/1'],
        reasons: ['job-major-changed', 'job-major-changed'],
        validity: undefined,
      });
      expect((await plan('--validity', 'content', 'b/1')).runs).toEqual(['a/1', 'b/1']);
      expect(await plan('--validity', 'presence', 'b/1')).toMatchObject({ runs: [], notes: ['masked-major-change'] });
    }
  });

  test('is stale after a code change by content only', async () => {
    graph.setScripts({ run: OTHER_CODE });
    expect(await plan('b/1')).toMatchObject({ runs: [], notes: ['masked-minor-change'] });
    expect(await plan('--validity=content', 'b/1')).toMatchObject({
      runs: ['a/1', 'b/1'],
      reasons: ['content-changed', 'content-changed'],
    });
  });

  test("is judged by the job's validity unless the command line sets one", async () => {
    graph.setJob({ validity: 'content' });
    graph.setScripts({ run: OTHER_CODE });
    expect((await plan('b/1')).runs).toEqual(['a/1', 'b/1']);
    expect((await plan('--validity=version', 'b/1')).runs).toEqual([]);
    graph.setJob({ validity: 'presence', version: '2.0.0' });
    expect((await plan('b/1')).runs).toEqual([]);
    expect((await plan('--validity=version', 'b/1')).runs).toEqual(['a/1', 'b/1']);
  });

  test('is judged the same way in a build, and is valid after it', async () => {
    graph.setScripts({ run: OTHER_CODE });
    expect(await built('b/1')).toEqual([]);
    expect(await built('--validity=content', 'b/1')).toEqual(['a/1', 'b/1']);
    expect(await built('--validity=content', 'b/1')).toEqual([]);
  });

  test('with a masked change is counted on standard error, but not with --quiet', async () => {
    graph.setVersion('1.1.0');
    const masked = /1 partition valid \(1 masked minor change\)/;
    expect((await run('plan', 'b/1')).stderr).toMatch(masked);
    expect((await run('build', 'b/1')).stderr).toMatch(masked);
    expect(await run('build', '-q', 'b/1')).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['', 'versions', 'Content'])('--validity=%j is a usage error', async (value) => {
    for (const command of ['plan', 'build', 'explain']) {
      const { code, stdout, stderr } = await run(command, `--validity=${value}`, 'b/1');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`--validity is ${JSON.stringify(value)}; it must be one of presence, version, content`);
    }
  });
});

describe('a forced partition', () => {
  beforeEach(async () => {
    await built('b/1', 'b/2');
  });

  test('is rebuilt, and nothing else', async () => {
    expect(await plan('--force', 'a/1', 'b/1', 'b/2')).toMatchObject({ runs: ['a/1'], reasons: ['forced'] });
    expect(await built('--force', 'a/1', 'b/1', 'b/2')).toEqual(['a/1']);
    expect(await built('b/1', 'b/2')).toEqual([]);
  });

  test('is rebuilt with every requested partition downstream of it', async () => {
    expect((await plan('--force-downstream', 'a/1', 'b/1', 'b/2')).runs).toEqual(['a/1', 'b/1']);
    expect((await plan('--force-downstream', 'a/1', 'a/1', 'b/2')).runs).toEqual(['a/1']);
  });

  test('is rebuilt by --refresh with what is downstream of it, and counted by its reason', async () => {
    const { code, stderr } = await run('plan', '--refresh', 'a/1', 'b/1', 'b/2');
    expect(code).toBe(0);
    expect(stderr).toContain('planned 2 tasks (1 refreshed, 1 input-refreshed); 1 partition valid');
    expect(await plan('--refresh', 'a/1', '--validity=presence', 'b/1')).toMatchObject({ runs: ['a/1'] });
    expect(await built('--refresh', 'a/1', 'b/1', 'b/2')).toEqual(['a/1', 'b/1']);
  });

  test('need not be requested as well', async () => {
    expect(await plan('--force', 'a/1', '--force', 'b/2')).toMatchObject({ runs: ['a/1', 'b/2'] });
    expect((await plan('--force-downstream', 'b/1')).runs).toEqual(['b/1']);
    expect(await built('--force', 'b/1')).toEqual(['b/1']);
  });

  test('can be named in a file', async () => {
    await writeFile(join(graph.dir, 'again.txt'), 'a/1\n\nb/2\n');
    expect((await plan('--force', '@again.txt', 'b/1', 'b/2')).runs).toEqual(['a/1', 'b/2']);
  });

  test('must be needed by a requested partition', async () => {
    for (const command of ['plan', 'build']) {
      const { code, stdout, stderr } = await run(
        command,
        '--force=a/2',
        '--force-downstream=x/1',
        '--refresh=y/1',
        'b/1',
      );
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('--force a/2: no requested partition needs it');
      expect(stderr).toContain('--force-downstream x/1: no requested partition needs it');
      expect(stderr).toContain('--refresh y/1: no requested partition needs it');
    }
  });

  test.each([
    [['--force', ' a/1', 'b/1'], 'begins or ends with white space'],
    [['--force=', 'b/1'], 'ref "" is empty'],
    [['--force-downstream', '@none.txt', 'b/1'], 'none.txt: there is no such file'],
    [['b/1', '--force'], 'option force needs a value'],
  ])('must be a ref: %j', async (args, message) => {
    const { code, stdout, stderr } = await run('plan', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('a job from another module', () => {
  const byBazel = (repository: string): void => {
    graph.setScripts({
      lookup: LOOKUP_OTHER,
      configure: `#!/bin/sh
printf '[{"outputs":["%s"],"inputs":[],"args":["%s"],"env":{},"executable":"_main/run"}]' "$1" "$1"
`,
    });
    graph.setJob({ label: `@@${repository}//t:j` });
  };

  const LOOKUP_OTHER = `#!/bin/sh
printf '{"@other//t:j":["%s"]}' "$1"
`;

  test.each(['version', 'content'])('stays valid by %s, whatever Bazel calls its repository', async (validity) => {
    byBazel('other~');
    expect((await run('build', '-q', 'a/1')).code).toBe(0);
    for (const repository of ['other+', 'other~1.2', 'other~override']) {
      byBazel(repository);
      expect(await plan(`--validity=${validity}`, 'a/1')).toMatchObject({ runs: [], notes: ['valid'] });
    }
  });

  test('keeps the plans that were made for it', async () => {
    byBazel('other~');
    const { stdout } = await run('plan', '-q', 'a/1');
    await writeFile(join(graph.dir, 'plan.json'), stdout);
    byBazel('other+');
    const { code, stderr } = await run('exec', '-q', 'plan.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
