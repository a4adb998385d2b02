import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../base/model/index.js';
import { end, outputs, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

const LOOKUP = `#!/bin/sh
: other code, same answer
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

const OTHER_CODE = '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho other > "$1"\n';

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]): Promise<Done> => graph.run(command, ['--state-dir', 's', ...args]);
const file = (name: string): string => join(graph.dir, name);

/** Writes a plan into the file plan.json. */
async function plan(...args: string[]): Promise<void> {
  const { code, stdout } = await run('plan', '-q', ...args);
  expect(code).toBe(0);
  await writeFile(file('plan.json'), stdout);
}

async function refused(...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await run('exec', 'plan.json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const word of [...words, 'the plan is out of date', '--on-drift=replan']) {
    expect(stderr).toContain(word);
  }
}

const ran = async (...options: string[]): Promise<string[]> => {
  const { code, stdout } = await run('exec', '-q', ...options, 'plan.json');
  expect(code).toBe(0);
  return outputs(stdout);
};

describe('a plan that was edited by hand', () => {
  beforeEach(async () => {
    await plan('b/1');
    const text = await readFile(file('plan.json'), 'utf8');
    await writeFile(file('edited.json'), text.replace('"args":["a/1"]', '"args":["a/other"]'));
  });

  test('is refused with the fix', async () => {
    const { code, stdout, stderr } = await run('exec', 'edited.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('edited.json: the plan was changed after it was made');
    expect(stderr).toContain('.merge');
  });

  test('is written again by merge, under another id, and then runs', async () => {
    const merged = await graph.run('merge', ['edited.json']);
    expect(merged.code).toBe(0);
    expect(merged.stderr).toMatch(
      /^warning: edited\.json was changed after it was made; .*\n {2}\/\/t:j a\/1 \(task [0-9a-f]{16}\): its executable, args, /,
    );
    expect(await graph.run('merge', ['plan.json'])).toMatchObject({ code: 0, stderr: '' });
    const id = (text: string): unknown => (JSON.parse(text) as { id: string }).id;
    expect(id(merged.stdout)).not.toBe(id(await readFile(file('plan.json'), 'utf8')));
    await writeFile(file('plan.json'), merged.stdout);
    expect(await ran()).toEqual(['a/1', 'b/1']);
    expect(await readFile(file('s/data/a/other'), 'utf8')).toBe('made\n');
  });
});

describe('a plan with an executable that does not belong to the graph', () => {
  const script = '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho foreign > "$1"\n';
  const foreign = (): string => file('foreign.sh');

  /** Makes the plan run another program for a/1, and lets merge write it again. */
  async function edit(executable: string): Promise<Done> {
    await writeFile(foreign(), script, { mode: 0o755 });
    await plan('b/1');
    const edited = JSON.parse(await readFile(file('plan.json'), 'utf8')) as Plan;
    for (const { config } of edited.tasks) if (config.outputs.join() === 'a/1') config.executable = executable;
    await writeFile(file('edited.json'), JSON.stringify(edited));
    const merged = await graph.run('merge', ['edited.json']);
    await writeFile(file('plan.json'), merged.stdout);
    return merged;
  }

  test.each([
    ['by its path', () => foreign()],
    ['by a path out of the runfiles', () => `_main/../../dir/foreign.sh`],
    ['as another file of the runfiles', () => '_main/configure'],
  ])('is refused before anything runs if the executable is named %s, and merge warns of it', async (_, executable) => {
    const merged = await edit(executable());
    const said = `the task of //t:j for a/1 would run ${executable()}, which is not the run executable of any job of this graph\n`;
    expect(merged.code).toBe(0);
    expect(merged.stderr).toContain(
      `warning: edited.json: ${said}exec refuses that without --allow-foreign-executables\n`,
    );
    const { code, stdout, stderr } = await run('exec', 'plan.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${said}plan again, or, if you trust the plan, run it with --allow-foreign-executables\n`);
    expect(existsSync(file('s/data/a'))).toBe(false);
  });

  test('runs with --allow-foreign-executables', async () => {
    // It is no worker, and takes no batches.
    graph.setJob({ workers: [], batch: 1 });
    await edit(foreign());
    expect(await ran('--allow-foreign-executables')).toEqual(['a/1', 'b/1']);
    expect(await readFile(file('s/data/a/1'), 'utf8')).toBe('foreign\n');
  });
});

describe('a plan is out of date', () => {
  beforeEach(() => plan('b/1'));

  test.each([
    ['version', { version: '1.1.0' }, '  //t:j: version 1.0.0 → 1.1.0'],
    ['label', { label: '//t:k' }, '  //t:j is no longer in the graph\n  //t:k is new in the graph'],
  ])('after the %s of a job has changed', async (_, job, message) => {
    graph.setJob(job);
    await refused(message);
  });

  test.each([
    ['the code of a job', { run: OTHER_CODE }, '//t:j: the code of its run executable changed'],
    ['the code of configure', { configure: `${LOOKUP}#\n` }, '//t:j: the code of its configure executable changed'],
    ['the code of lookup', { lookup: LOOKUP }, '//t:g: the code of its lookup changed'],
  ])('after %s has changed', async (_, scripts, message) => {
    graph.setScripts(scripts);
    await refused(message);
  });

  test('and is made again with --on-drift=replan', async () => {
    graph.setScripts({ run: OTHER_CODE });
    const { code, stdout, stderr } = await run('exec', '--on-drift=replan', 'plan.json');
    expect([code, outputs(stdout)]).toEqual([0, ['a/1', 'b/1']]);
    expect(stderr).toContain('planning again, because the plan is out of date:\n  //t:j: the code');
    expect(await readFile(file('s/data/a/1'), 'utf8')).toBe('other\n');
    expect(outputs((await run('build', '-q', '--validity=content', 'b/1')).stdout)).toEqual([]);
  });

  test('and runs unchanged with --on-drift=ignore, which records the new code', async () => {
    graph.setScripts({ run: OTHER_CODE });
    const { code, stdout, stderr } = await run('exec', '--on-drift', 'ignore', 'plan.json');
    expect([code, outputs(stdout)]).toEqual([0, ['a/1', 'b/1']]);
    expect(stderr).toContain('running the plan although it is out of date:');
    expect(outputs((await run('build', '-q', '--validity=content', 'b/1')).stdout)).toEqual(['a/1', 'b/1']);
  });
});

describe('after a change of the catalog', () => {
  beforeEach(async () => {
    expect((await run('build', '-q', 'a/1')).code).toBe(0);
    await plan('b/1');
  });

  test('a plan is out of date if a partition it relies on was forgotten', async () => {
    expect((await graph.run('catalog', ['forget', '--state-dir', 's', 'a/1'])).code).toBe(0);
    await refused('  a/1 is no longer in the catalog; the plan relies on its manifest');
    expect((await run('exec', '-q', '--on-drift=ignore', 'plan.json')).stderr).toContain('//t:j needs a/1 to make b/1');
    expect(await ran('--on-drift=replan')).toEqual(['a/1', 'b/1']);
  });

  test('a plan is out of date if a partition it relies on was rebuilt', async () => {
    await run('build', '-q', '--force', 'a/1');
    await refused('  a/1 was rebuilt: manifest ');
    expect(await ran('--on-drift=ignore')).toEqual(['b/1']);
  });

  test('a plan is out of date if one of its outputs was recorded with other keys', async () => {
    graph.setVersion('2.0.0');
    await run('build', '-q', 'b/1');
    graph.setVersion('1.0.0');
    await refused('  b/1 was recorded by build ');
    expect(await ran('--on-drift=replan')).toEqual(['a/1', 'b/1']);
  });

  test('a plan is not out of date if one of its outputs was recorded with the same keys, and skips it', async () => {
    await run('build', '-q', 'b/1');
    expect(await ran()).toEqual([]);
  });

  test('a plan is not out of date after a change of unrelated partitions', async () => {
    await run('build', '-q', 'x/1');
    expect(await ran()).toEqual(['b/1']);
  });
});

test('forced refs stay forced when the plan is made again', async () => {
  await run('build', '-q', 'b/1');
  await plan('--force', 'a/1', 'b/1');
  graph.setScripts({ lookup: LOOKUP });
  expect(await ran('--on-drift=replan')).toEqual(['a/1']);
});

test('what is downstream of a partition that is refreshed already still runs when the plan is made again', async () => {
  graph.setScripts({
    run: '#!/bin/sh\nif [ -e stop ]; then case $1 in b/*) exit 3 ;; esac; fi\nmkdir -p "${1%/*}"; echo made > "$1"\n',
  });
  await run('build', '-q', 'b/1');
  await plan('--refresh', 'a/1', 'b/1');
  await writeFile(file('s/data/stop'), '');
  expect(outputs((await run('exec', '-q', 'plan.json')).stdout)).toEqual(['a/1']);
  await rm(file('s/data/stop'));
  graph.setScripts({ lookup: LOOKUP });
  expect(await ran('--on-drift=replan')).toEqual(['b/1']);
});

test('a forced task runs even if another build has made its partition since the plan', async () => {
  await run('build', '-q', 'b/1');
  await plan('--force', 'a/1', 'b/1');
  await run('build', '-q', '--force', 'a/1');
  await refused('  a/1 was recorded by build ');
  expect(await ran('--on-drift=ignore')).toEqual(['a/1']);
  // Now a run of the plan has made it.
  expect(await ran('--on-drift=ignore')).toEqual([]);
});

test.each(['', 'maybe', 'Refuse'])('--on-drift=%s is a usage error', async (value) => {
  const { code, stdout, stderr } = await run('exec', `--on-drift=${value}`, 'plan.json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`--on-drift is ${JSON.stringify(value)}; it must be one of refuse, replan, ignore`);
});

test('exec continues an interrupted plan until nothing is left', async () => {
  await plan('b/1', 'x/waits');
  const line = ['--state-dir', 's', '-j', '2', '--lease-ttl', '1', 'plan.json'];
  const child = graph.start('exec', line);
  let printed = '';
  const made = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      // Every printed manifest is recorded.
      if (printed.split('\n').length > 2) resolve();
    });
  });
  const killed = end(child);
  await made;
  child.kill('SIGKILL');
  expect(outputs((await killed).stdout)).toEqual(['a/1', 'b/1']);

  await writeFile(file('s/data/go'), '');
  const rest = await graph.run('exec', line);
  expect([rest.code, outputs(rest.stdout)]).toEqual([0, ['x/waits']]);
  expect(rest.stderr).toContain('2 of 3 tasks of the plan are already done');
  expect(await graph.run('exec', line)).toMatchObject({ code: 0, stdout: '' });
});
