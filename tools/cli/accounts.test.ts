import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { appears, as, give, NO_ACCOUNTS, PublicPrograms, type Account } from '../dev/testing/index.js';
import { BUNDLE, end, TestGraph, type Done } from './testing/index.js';

// Accounts that share a state directory, or may only read it. Root may do anything, so commands run as other accounts.

jest.setTimeout(120_000);

let programs: PublicPrograms;
let graph: TestGraph;

const state = (): string => join(graph.dir, 's');
const catalog = (): string => join(state(), 'catalog.sqlite');

beforeAll(() => {
  programs = new PublicPrograms(BUNDLE);
});

afterAll(() => programs.remove());

beforeEach(async () => {
  graph = new TestGraph(programs.bundle, {}, programs.node);
  await mkdir(state());
});

afterEach(() => graph.remove());

const ENV = { DATABUILD_STATE_DIR: 's' };

function run(account: Account, umask: string, command: string, ...args: readonly string[]): Promise<Done> {
  return graph.run(command, args, { env: ENV, prefix: as(account, umask) });
}

/** Every file in the state directory with its owner, its permissions and the time of its last change. */
async function picture(): Promise<string[]> {
  const names = await readdir(state(), { recursive: true });
  const lines = [...names, '.'].map(async (name) => {
    const { uid, gid, mode, size, mtimeMs } = await stat(join(state(), name));
    return [name, uid, gid, mode.toString(8), size, mtimeMs].join(' ');
  });
  return (await Promise.all(lines)).sort();
}

/** All commands that only read, with arguments. */
const LOOKS: readonly (readonly [command: string, ...args: string[]])[] = [
  ['catalog', 'ls'],
  ['catalog', 'show', 'b/1'],
  ['catalog', 'history', 'b/1'],
  ['catalog', 'export'],
  ['catalog', 'verify'],
  ['explain', 'b/1'],
  ['plan', 'b/1'],
  ['logs', 'b/1'],
  ['builds', 'ls'],
  ['builds', 'show'],
  ['lookup', 'b/1'],
  ['analyze', 'b/1'],
];

/** Expects that all of them work for the account, and change nothing. */
async function expectToLook(account: Account): Promise<void> {
  const before = await picture();
  for (const [command, ...args] of LOOKS) {
    const { code, stderr } = await run(account, '022', command, ...args);
    expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  }
  expect(await picture()).toEqual(before);
}

/** Leaves the catalog as a killed build does: part of it is in the write-ahead log only. */
async function killBuild(account: Account): Promise<void> {
  const build = graph.start('build', ['a/9', 'c/waits'], ENV, as(account, '002'));
  const done = end(build);
  await appears(join(state(), 'data', 'pid'));
  await appears(join(state(), 'data', 'a/9'));
  while (!(await run(account, '002', 'catalog', 'ls', 'a/9')).stdout.includes('a/9'));
  build.kill('SIGKILL');
  await done;
}

const shared = NO_ACCOUNTS === undefined ? describe : describe.skip;

shared('two accounts that share a state directory', () => {
  beforeEach(async () => {
    give(state(), 'ann', 0o2775);
    expect(await run('ann', '002', 'build', 'b/1')).toMatchObject({ code: 0 });
  });

  test('a command that only reads leaves no files behind that would hinder the other account', async () => {
    await expectToLook('ben');
    expect(await run('ann', '002', 'build', 'b/2')).toMatchObject({ code: 0 });
  });

  test('a command that only reads sees what a running build has recorded, and does not disturb it', async () => {
    const build = graph.start('build', ['a/9', 'c/waits'], ENV, as('ann', '002'));
    const done = end(build);
    await appears(join(state(), 'data', 'pid'));
    let seen = '';
    while (!seen.includes('a/9')) seen = (await run('ben', '022', 'catalog', 'ls')).stdout;
    expect(seen).toBe('a/1\na/9\nb/1\n');
    expect(await run('ben', '022', 'catalog', 'verify')).toMatchObject({ code: 0 });
    await writeFile(join(state(), 'data', 'go'), '');
    expect(await done).toMatchObject({ code: 0 });
    expect((await run('ben', '022', 'catalog', 'ls')).stdout).toBe('a/1\na/9\nb/1\nc/waits\n');
  });

  test('a command that only reads reads what a killed build has left, and changes nothing', async () => {
    await killBuild('ann');
    expect((await stat(`${catalog()}-wal`)).size).toBeGreaterThan(0);
    await expectToLook('ben');
    expect((await run('ben', '022', 'catalog', 'ls', 'a/9')).stdout).toBe('a/9\n');
    expect(await run('ann', '002', 'build', 'b/2')).toMatchObject({ code: 0 });
  });

  test('the log of a build that its account keeps to itself is reported as unreadable, with its owner', async () => {
    expect(await run('ann', '077', 'build', 'a/3')).toMatchObject({ code: 0 });
    const { code, stderr } = await run('ben', '002', 'logs', 'a/3');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /the log of a\/3 cannot be read: \S+: permission denied \(EACCES\), owner uid 61001, .*; its owner can share it/,
    );
  });

  test('both accounts can build in turn', async () => {
    expect(await run('ben', '002', 'build', 'b/2')).toMatchObject({ code: 0 });
    await killBuild('ben');
    expect(await run('ann', '002', 'build', 'b/3')).toMatchObject({ code: 0 });
    expect(await run('ben', '002', 'catalog', 'forget', 'b/1')).toMatchObject({ code: 0 });
    expect(await run('ann', '002', 'build', 'b/1')).toMatchObject({ code: 0 });
  });
});

shared('a state directory that an account may only read', () => {
  beforeEach(async () => {
    give(state(), 'ann', 0o755);
    expect(await run('ann', '022', 'build', 'b/1')).toMatchObject({ code: 0 });
  });

  test.each(['ben', 'stranger'] as const)('can be read by the account: %s', async (account) => {
    await expectToLook(account);
    await killBuild('ann');
    await expectToLook(account);
  });

  test('tells the owner of a directory how to make it writable', async () => {
    await chmod(state(), 0o555);
    const { code, stderr } = await run('ann', '022', 'build', 'b/2');
    expect(code).toBe(2);
    expect(stderr).toContain(`mode 555; run "chmod u+rwX ${state()}", or name another with --state-dir`);
  });

  test('refuses every command that writes before it runs anything, and names the file and the fix', async () => {
    const plan = join(graph.dir, 'plan.json');
    await writeFile(plan, (await run('ann', '022', 'plan', 'b/2')).stdout);
    const writes = [
      ['catalog', 'adopt', 'b/2'],
      ['catalog', 'bless', 'b/1'],
      ['catalog', 'forget', 'b/1'],
      ['catalog', 'gc', '--keep-last', '1'],
      ['catalog', 'import', plan],
      ['build', 'b/2'],
      ['exec', plan],
    ] as const;
    const before = await picture();
    for (const [command, ...args] of writes) {
      const { code, stdout, stderr } = await run('ben', '022', command, ...args);
      expect({ command, code, stdout }).toEqual({ command, code: 2, stdout: '' });
      expect(stderr).toMatch(/permission denied \(EACCES\), owner uid 61001, group gid 61000, mode [67]\d\d; /);
      expect(stderr).toContain(`its owner can share it with "chmod g+rwX ${state()}`);
      expect(stderr).not.toContain('configuring');
    }
    expect(await picture()).toEqual(before);
  });

  test('refuses a build if only the catalog cannot be written, and names the catalog', async () => {
    give(state(), 'ann', 0o2775);
    give(join(state(), 'data'), 'ann', 0o2775);
    give(join(state(), 'builds'), 'ann', 0o2775);
    const before = await picture();
    const { code, stderr } = await run('ben', '022', 'build', 'b/2');
    expect(code).toBe(2);
    expect(stderr).toContain(`the catalog ${catalog()} cannot be written: ${catalog()}: permission denied (EACCES)`);
    expect(stderr).not.toContain('configuring');
    expect(await picture()).toEqual(before);
  });

  test('names a file of another account that hinders the owner', async () => {
    const index = `${catalog()}-shm`;
    await writeFile(index, '');
    give(index, 'ben', 0o644);
    const { code, stderr } = await run('ann', '022', 'build', 'b/2');
    expect(code).toBe(2);
    expect(stderr).toContain(`${index}: permission denied (EACCES), owner uid 61002`);
    await rm(index);
    expect(await run('ann', '022', 'build', 'b/2')).toMatchObject({ code: 0 });
  });
});

shared('the umask', () => {
  const modes = async (): Promise<Map<string, number>> => {
    const names = (await readdir(state(), { recursive: true })).filter((name) => !name.startsWith('data/'));
    const found = [...names, '.'].map(async (name) => [name, (await stat(join(state(), name))).mode] as const);
    return new Map(await Promise.all(found));
  };

  test.each([
    ['000', 0o020],
    ['002', 0o020],
    ['022', 0],
  ])('%s never makes a file writable for everybody, and decides about the group', async (umask, group) => {
    await rm(state(), { recursive: true });
    give(graph.dir, 'ann', 0o755);
    const build = graph.start('build', ['a/9', 'c/waits'], ENV, as('ann', umask));
    const done = end(build);
    await appears(join(state(), 'data', 'pid'));
    const found = await modes();
    expect([...found.keys()]).toEqual(expect.arrayContaining(['catalog.sqlite', 'catalog.sqlite-shm', 'builds']));
    for (const [name, mode] of found) expect({ name, mode: mode & 0o022 }).toEqual({ name, mode: group });
    await writeFile(join(state(), 'data', 'go'), '');
    expect(await done).toMatchObject({ code: 0 });
    expect((await readFile(join(state(), 'data', 'c/waits'))).toString()).toBe('made\n');
  });
});
