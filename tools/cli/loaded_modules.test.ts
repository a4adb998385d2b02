import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TaskGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TaskGraph;

beforeEach(() => {
  graph = new TaskGraph();
});

afterEach(() => graph.remove());

/** What a command loads from the bundle. */
interface Loaded {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  /** Folders below `tools`. */
  readonly folders: readonly string[];
  readonly buildsSchemas: boolean;
}

/** What V8 writes about the functions of a file. The bundle calls each module's function once, when it is loaded. */
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { count: number }[] }[];
  }[];
}

async function loadedBy(command: string, args: readonly string[]): Promise<Loaded> {
  const folder = join(graph.dir, 'coverage');
  const { code, stderr } = await graph.run(command, args, { env: { NODE_V8_COVERAGE: folder } });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const reports = await readdir(folder);
  expect(reports).toHaveLength(1);
  const { result } = JSON.parse(await readFile(join(folder, reports[0]!), 'utf8')) as Coverage;
  await rm(folder, { recursive: true });
  const files = result.filter(({ url }) => url.startsWith('file:'));
  const called = files.flatMap(({ functions }) =>
    functions.filter(({ ranges }) => ranges.some(({ count }) => count > 0)).map(({ functionName }) => functionName),
  );
  const modules = called.filter((name) => /\.[cm]?[jt]s$/.test(name));
  const distinct = (found: readonly string[]): string[] => [...new Set(found)].sort();
  return {
    files: distinct(files.map(({ url }) => basename(url))),
    packages: distinct(modules.flatMap((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
    folders: distinct(modules.flatMap((path) => /^\.\.\/((?!\.\.).+)\/[^/]+$/.exec(path)?.[1] ?? [])),
    // The class of which every schema of zod has an instance.
    buildsSchemas: called.includes('Internals'),
  };
}

/** yargs, with all that it imports. */
const PARSER = [
  'ansi-regex',
  'ansi-styles',
  'cliui',
  'escalade',
  'get-caller-file',
  'strip-ansi',
  'wrap-ansi',
  'y18n',
  'yargs',
  'yargs-parser',
];

test('--version loads nothing but the entry of the bundle', async () => {
  expect(await loadedBy('plan', ['--version'])).toEqual({
    files: ['databuild.mjs'],
    packages: [],
    folders: [],
    buildsSchemas: false,
  });
});

test('the help loads neither the catalog nor anything that plans or runs', async () => {
  expect(await loadedBy('build', ['--help'])).toEqual({
    files: ['databuild.mjs', 'databuild_program.cjs'],
    packages: PARSER,
    folders: ['base/json', 'base/model', 'base/runtime'],
    buildsSchemas: false,
  });
});

test('planning loads no package but those of the command line, and builds no schema', async () => {
  const { packages, folders, buildsSchemas } = await loadedBy('plan', ['--quiet', 'b/1']);
  expect({ packages, buildsSchemas }).toEqual({ packages: PARSER, buildsSchemas: false });
  for (const folder of [
    'engines/kubernetes',
    'observe/openlineage',
    'observe/profile',
    'observe/logs',
    'plan/mermaid',
    'plan/pin',
  ]) {
    expect(folders).not.toContain(folder);
  }
});

test('a schema is built if a value is not as its guard expects it', async () => {
  graph.setJob({}, { unknown: 'field' } as object);
  expect(await loadedBy('plan', ['--quiet', 'b/1'])).toMatchObject({ buildsSchemas: true });
});

test('a task that succeeds loads neither a catalog nor the words for people, and no package', async () => {
  const id = await graph.plan('b/1');
  const { files, packages, folders, buildsSchemas } = await loadedBy('task', [
    ...['--plan', 'plan.json', '--state-dir', 's', '--quiet', id('a/1')],
  ]);
  expect({ files, packages, buildsSchemas }).toEqual({
    files: ['databuild.mjs', 'databuild_task.cjs'],
    packages: [],
    buildsSchemas: false,
  });
  for (const folder of ['catalog', 'catalog/sqlite', 'catalog/postgres', 'report'])
    expect(folders).not.toContain(folder);
});

/** Modules of Node that take as long to load as a short task takes, each with those that it needs. */
const SLOW = ['crypto', 'net', 'perf_hooks', 'stream', 'timers/promises', 'tty', 'worker_threads'];

test('a task whose output goes to a file loads no slow module of Node', async () => {
  const id = await graph.plan('b/1');
  const list = join(graph.dir, 'modules');
  const atExit = `process.on('exit', () => process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n')))`;
  const hook = join(graph.dir, 'hook.cjs');
  await writeFile(hook, atExit);
  const prefix = ['/bin/sh', '-c', '"$@" > out 2> err', 'sh'];
  const env = { NODE_OPTIONS: `--require=${hook}` };
  const args = ['--plan', 'plan.json', '--state-dir', 's', '--quiet', id('a/1')];
  expect(await graph.run('task', args, { prefix, env })).toMatchObject({ code: 0 });
  const loaded = new Set((await readFile(list, 'utf8')).split('\n'));
  expect(SLOW.filter((name) => loaded.has(`NativeModule ${name}`))).toEqual([]);
});
