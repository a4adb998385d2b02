import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
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

/** Plans into the file plan.json. */
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

describe('a plan that was changed by hand', () => {
  beforeEach(async () => {
    await plan('b/1');
    const text = await readFile(file('plan.json'), 'utf8');
    await writeFile(file('edited.json'), text.replace('"args":["a/1"]', '"args":["a/other"]'));
  });

  test('is refused, with what to do about it', async () => {
    const { code, stdout, stderr } = await run('exec', 'edited.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('edited.json: the plan was changed after it was made');
    expect(stderr).toContain('.merge');
  });

  test('is written again by merge, under another id, and runs', async () => {
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

describe('a plan that names an executable that is not of the graph', () => {
  const script = '#!/bin/sh\nmkdir -p "$(dirname "$1")"\necho foreign > "$1"\n';
  const foreign = (): string => file('foreign.sh');

  /** Lets the plan run a program for a/1, and merge write it. */
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
    ['by a path out of its own files', () => `_main/../../dir/foreign.sh`],
    ['that is another file of its own', () => '_main/configure'],
  ])('%s is refused before anything runs, and merge warns of it', async (_, executable) => {
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

  test('runs where that is wanted', async () => {
    await edit(foreign());
    expect(await ran('--allow-foreign-executables')).toEqual(['a/1', 'b/1']);
    expect(await readFile(file('s/data/a/1'), 'utf8')).toBe('foreign\n');
  });
});

describe('a graph that moved since the plan was made', () => {
  beforeEach(() => plan('b/1'));

  test.each([
    ['version', { version: '1.1.0' }, '  //t:j: version 1.0.0 → 1.1.0'],
    ['label', { label: '//t:k' }, '  //t:j is no longer in the graph\n  //t:k is new in the graph'],
  ])('by the %s of a job', async (_, job, message) => {
    graph.setJob(job);
    await refused(message);
  });

  test.each([
    ['the code of a job', { run: OTHER_CODE }, '//t:j: the code of its run executable changed'],
    ['the code of its configure', { configure: `${LOOKUP}#\n` }, '//t:j: the code of its configure executable changed'],
    ['the code of the lookup', { lookup: LOOKUP }, '//t:g: the code of its lookup changed'],
  ])('by %s', async (_, scripts, message) => {
    graph.setScripts(scripts);
    await refused(message);
  });

  test('is planned again on request', async () => {
    graph.setScripts({ run: OTHER_CODE });
    const { code, stdout, stderr } = await run('exec', '--on-drift=replan', 'plan.json');
    expect([code, outputs(stdout)]).toEqual([0, ['a/1', 'b/1']]);
    expect(stderr).toContain('planning again, because the plan is out of date:\n  //t:j: the code');
    expect(await readFile(file('s/data/a/1'), 'utf8')).toBe('other\n');
    expect(outputs((await run('build', '-q', '--validity=content', 'b/1')).stdout)).toEqual([]);
  });

  test('is not looked at where that is wanted, and what is made by other code is not taken for what was planned', async () => {
    graph.setScripts({ run: OTHER_CODE });
    const { code, stdout, stderr } = await run('exec', '--on-drift', 'ignore', 'plan.json');
    expect([code, outputs(stdout)]).toEqual([0, ['a/1', 'b/1']]);
    expect(stderr).toContain('running the plan although it is out of date:');
    expect(outputs((await run('build', '-q', '--validity=content', 'b/1')).stdout)).toEqual(['a/1', 'b/1']);
  });
});

describe('a catalog that moved since the plan was made', () => {
  beforeEach(async () => {
    expect((await run('build', '-q', 'a/1')).code).toBe(0);
    await plan('b/1');
  });

  test('by a partition that is forgotten', async () => {
    expect((await graph.run('catalog', ['forget', '--state-dir', 's', 'a/1'])).code).toBe(0);
    await refused('  a/1 is no longer in the catalog; the plan relies on its manifest');
    expect((await run('exec', '-q', '--on-drift=ignore', 'plan.json')).stderr).toContain('//t:j needs a/1 to make b/1');
    expect(await ran('--on-drift=replan')).toEqual(['a/1', 'b/1']);
  });

  test('by a partition that was made again', async () => {
    await run('build', '-q', '--force', 'a/1');
    await refused('  a/1 was rebuilt: manifest ');
    expect(await ran('--on-drift=ignore')).toEqual(['b/1']);
  });

  test('by a partition that the plan makes, made otherwise', async () => {
    graph.setVersion('2.0.0');
    await run('build', '-q', 'b/1');
    graph.setVersion('1.0.0');
    await refused('  b/1 was recorded by build ');
    expect(await ran('--on-drift=replan')).toEqual(['a/1', 'b/1']);
  });

  test('by a partition that the plan makes, made the same way: that is done, and no drift', async () => {
    await run('build', '-q', 'b/1');
    expect(await ran()).toEqual([]);
  });

  test('by what the plan has nothing to do with', async () => {
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

test('what is forced runs, although another build has made it since the plan', async () => {
  await run('build', '-q', 'b/1');
  await plan('--force', 'a/1', 'b/1');
  await run('build', '-q', '--force', 'a/1');
  await refused('  a/1 was recorded by build ');
  expect(await ran('--on-drift=ignore')).toEqual(['a/1']);
  // Now the plan has run it.
  expect(await ran('--on-drift=ignore')).toEqual([]);
});

test.each(['', 'maybe', 'Refuse'])('--on-drift=%s is bad usage', async (value) => {
  const { code, stdout, stderr } = await run('exec', `--on-drift=${value}`, 'plan.json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`--on-drift is ${JSON.stringify(value)}; it is one of refuse, replan, ignore`);
});

test('a plan that was interrupted goes on where it was, by the same command, until nothing is left', async () => {
  await plan('b/1', 'x/waits');
  const line = ['--state-dir', 's', '-j', '2', '--lease-ttl', '1', 'plan.json'];
  const child = graph.start('exec', line);
  let printed = '';
  const made = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      // What is printed is recorded.
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
  expect(rest.stderr).toContain('2 of 3 tasks of the plan are done already');
  expect(await graph.run('exec', line)).toMatchObject({ code: 0, stdout: '' });
});
