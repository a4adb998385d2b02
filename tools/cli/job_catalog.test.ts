import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, type PostgresServer } from '../dev/testing/postgres/index.js';
import { TestGraph, values } from './testing/index.js';

jest.setTimeout(60_000);

let server: PostgresServer;
let graph: TestGraph;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const run = (command: string, ...args: readonly string[]) => graph.run(command, [...args, '--state-dir', 's']);
const inState = (...path: readonly string[]) => join(graph.dir, 's', ...path);
const builds = () => readdir(inState('builds'));

test('builds are shown the same from the catalog as from their events', async () => {
  await run('build', 'b/1', 'a/fails', 'b/fails');
  await run('build', 'a/2');
  const all = (await run('builds', 'ls', '--json')).stdout;
  const [, older] = values(all) as { id: string }[];
  const shown = [await run('builds', 'show', '--json'), await run('builds', 'show', '--json', older?.id ?? '')];
  await rename(inState('builds'), inState('moved'));

  expect((await run('builds', 'ls', '--json')).stdout).toBe(all);
  const again = [
    await run('builds', 'show', '--json'),
    await run('builds', 'show', '--json', older?.id.slice(0, -2) ?? ''),
  ];
  expect(again.map(({ stdout }) => values(stdout))).toEqual(shown.map(({ stdout }) => values(stdout)));
  expect(again[0]?.stderr).toContain(`the state directory does not have this build`);
  const text = await run('builds', 'show', older?.id ?? '');
  expect(text.stdout).toContain('failed:\n  //t:j a/fails');
  expect(await run('builds', 'show', 'ffff')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no build in'),
  });
});

test('builds are shown from every machine that shares the catalog, and a server that is down leaves those of the state directory', async () => {
  const url = await server.createDatabase();
  await run('build', 'b/1', '--catalog', url);
  const elsewhere = ['--state-dir', 'other', '--catalog', url];
  const listed = await graph.run('builds', ['ls', '--json', ...elsewhere]);
  expect(values(listed.stdout)).toMatchObject([
    { outcome: 'succeeded', label: '//t:g', counts: { tasks: 2, built: 2 } },
  ]);
  const shown = await graph.run('builds', ['show', ...elsewhere]);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/succeeded\n[^]*slowest:/) });
  expect(shown.stderr).toContain(inState('builds'));
  const logs = await graph.run('logs', ['b/1', ...elsewhere]);
  expect(logs).toMatchObject({ code: 2, stderr: expect.stringContaining(`does not exist: ${inState('builds')}`) });

  const down = await run('builds', 'ls', '--catalog', 'postgres://databuild@127.0.0.1:1/db');
  expect(down).toMatchObject({ code: 0, stdout: expect.stringContaining('built=2') });
  expect(down.stderr).toContain('only the builds of the state directory are known');
  const local = await run('builds', 'ls');
  expect(local).toMatchObject({ code: 0, stdout: expect.stringContaining('built=2') });
});

test('builds gc drops events, logs and rows of old builds, and keeps the logs of partitions that exist', async () => {
  await run('build', 'b/1');
  const [first = ''] = await builds();
  await run('build', 'a/fails');
  await run('build', '--force', 'b/1', 'b/1');
  expect(await builds()).toHaveLength(3);
  expect(await run('builds', 'gc')).toMatchObject({ code: 2, stderr: expect.stringContaining('--keep and --older') });
  expect(await run('builds', 'gc', '--older', '1x')).toMatchObject({ code: 2, stderr: expect.stringContaining('30d') });
  expect(await run('builds', 'gc', '--older', '1d')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('kept 3'),
  });

  const gone = await run('builds', 'gc', '--keep', '1', '--json');
  expect(values(gone.stdout)).toEqual([
    { schemaVersion: 1, buildsDropped: 2, buildsKept: 1, buildsOpen: 0, logsKept: 1 },
  ]);
  expect(values((await run('builds', 'ls', '--json')).stdout)).toHaveLength(1);
  // The second build has rebuilt b/1, and not a/1.
  expect((await builds())[0]).toBe(first);
  expect(await readdir(inState('builds', first))).toEqual(['logs']);
  expect(await run('logs', 'a/1')).toMatchObject({ code: 0 });
  expect(await run('builds', 'show', first)).toMatchObject({ code: 2, stderr: expect.stringContaining('no build in') });
  expect((await run('catalog', 'verify')).code).toBe(0);
  expect((await run('catalog', 'history', 'b/1')).stdout.trimEnd().split('\n')).toHaveLength(2);
  await rm(inState('builds'), { recursive: true });
});
