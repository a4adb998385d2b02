import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventsFile, replayFile } from '../observe/events/index.js';
import { end, TestGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const run = (command: string, ...args: readonly string[]) => graph.run(command, [...args, '--state-dir', 's']);

const newestBuild = async (): Promise<string> => {
  const ids = await readdir(join(graph.dir, 's', 'builds')).catch(() => []);
  return ids.toSorted().at(-1) ?? '';
};

/** Waits until the tasks of the only build have these states, by the ref that each makes. @returns the build id */
const waitForTasks = async (expected: Readonly<Record<string, string>>): Promise<string> => {
  let states: Record<string, string> = {};
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const id = await newestBuild();
    const replayed = await replayFile(eventsFile(join(graph.dir, 's'), id));
    const tasks = replayed.ok ? replayed.value.state.tasks : [];
    states = Object.fromEntries(tasks.map(({ outputs, state }) => [outputs[0] ?? '', state]));
    if (Object.entries(expected).every(([ref, state]) => states[ref] === state)) return id;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the tasks stay at ${JSON.stringify(states)}`);
};

test('builds ls lists the builds with their outcomes, newest first', async () => {
  expect(await run('builds', 'ls')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('no build') });
  await run('build', 'b/1');
  await run('build', 'b/1', 'a/fails', 'b/fails');
  await run('build', 'b/1');
  const { code, stdout } = await run('builds', 'ls', '--json');
  expect(code).toBe(0);
  expect(values(stdout)).toMatchObject([
    { schemaVersion: 1, label: '//t:g', outcome: 'succeeded', counts: { tasks: 0, built: 0, pruned: 1 } },
    { outcome: 'failed', counts: { tasks: 2, failed: 1, skipped: 1 } },
    { outcome: 'succeeded', counts: { tasks: 2, built: 2, failed: 0 } },
  ]);
  const { stdout: lines } = await run('builds', 'ls');
  expect(lines.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^\S+ {2}\S+Z {2}succeeded +[\d.]+s {2}\/\/t:g {2}tasks=0 {2}pruned=1$/),
    expect.stringMatching(/failed +[\d.]+s {2}\/\/t:g {2}tasks=2 {2}failed=1 {2}skipped=1 {2}pruned=1$/),
    expect.stringMatching(/succeeded +[\d.]+s {2}\/\/t:g {2}tasks=2 {2}built=2$/),
  ]);
});

test('builds show describes the newest build, or the one whose id begins with the argument', async () => {
  await run('build', 'b/1');
  const first = await newestBuild();
  await run('build', 'b/fails');
  const newest = await run('builds', 'show');
  expect(newest).toMatchObject({ code: 0, stderr: '' });
  const log = /log: (.*)/.exec(newest.stdout)?.[1] ?? '';
  expect(await readFile(log, 'utf8')).toBe('cannot do it\n');
  expect(newest.stdout).toMatch(
    /1 failed, 1 skipped\n(.*\n)+failed:\n.* a\/fails .*exit-non-zero code=3\n.*\n {4}\| cannot do it/,
  );
  expect(newest.stdout).toMatch(/\nskipped:\n.* b\/fails .* because of task=/);

  const json = values((await run('builds', 'show', first, '--json')).stdout);
  expect(json).toMatchObject([{ schemaVersion: 1, buildId: first, outcome: 'succeeded', torn: false, flaws: [] }]);
  const begins = (await run('builds', 'show', first.slice(0, -3))).stdout;
  expect(begins).toContain(`build ${first} of //t:g: succeeded`);

  expect(await run('builds', 'show', 'f')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('begins with "f"'),
  });
  expect(await run('builds', 'show', '0')).toMatchObject({ code: 2, stderr: expect.stringContaining('2 builds') });
  expect(await run('builds')).toMatchObject({ code: 2, stderr: expect.stringContaining('ls, show') });
});

test('the state of a build that was killed with SIGKILL is rebuilt from its events alone', async () => {
  const child = graph.start('build', ['--state-dir', 's', '--jobs', '2', 'b/1', 'b/2', 'b/sleeps']);
  const done = end(child);
  const id = await waitForTasks({ 'a/sleeps': 'running', 'b/1': 'succeeded', 'b/2': 'succeeded' });
  expect((await run('builds', 'ls')).stdout).toContain('running');
  child.kill('SIGKILL');
  await done;

  const replayed = await replayFile(eventsFile(join(graph.dir, 's'), id));
  if (!replayed.ok) throw new Error(replayed.error.reason);
  const { tasks, ...state } = replayed.value.state;
  expect(state).toMatchObject({ buildId: id, label: '//t:g', outcome: 'unfinished', tasksPlanned: 6, flaws: [] });
  expect(Object.fromEntries(tasks.map((task) => [task.outputs[0], task.state]))).toEqual({
    ...{ 'a/1': 'succeeded', 'a/2': 'succeeded', 'b/1': 'succeeded', 'b/2': 'succeeded' },
    ...{ 'a/sleeps': 'running', 'b/sleeps': 'announced' },
  });
  // The catalog confirms what the events report as made.
  const made = values((await run('catalog', 'show', '--json', 'a/1', 'a/2', 'b/1', 'b/2')).stdout);
  expect(made.map((manifest) => manifest['id'])).toEqual(
    ['a/1', 'a/2', 'b/1', 'b/2'].map((ref) => tasks.find(({ outputs }) => outputs[0] === ref)?.manifests?.[0]),
  );
  const { stdout } = await run('builds', 'ls');
  expect(stdout).toMatch(/ interrupted +- {2}\/\/t:g {2}tasks=6 {2}built=4\n$/);
  const shown = (await run('builds', 'show')).stdout;
  expect(shown).toMatch(/interrupted \(.*\n(.*\n)*running:\n.* a\/sleeps /);
});
