import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startPostgres, type PostgresServer } from '../dev/testing/postgres/index.js';
import { end, TestGraph } from './testing/index.js';

// A catalog in trouble is named with the fix, and nothing is lost.

jest.setTimeout(60_000);

/** Appends each run to `runs` in the data directory. The run of `b/held` waits for the file `go`. */
const RUN = `#!/bin/sh
echo "$1" >> runs
case $1 in b/held) while [ ! -e go ]; do sleep 0.02; done ;; esac
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: RUN });
});

afterEach(() => graph.remove());

const runs = async (): Promise<string> => readFile(join(graph.dir, 'state', 'data', 'runs'), 'utf8');

/** Expects every command to refuse a catalog that it cannot use. */
async function expectRefusal(where: readonly string[], ...words: readonly string[]): Promise<void> {
  const commands = [
    ['plan', ...where, 'a/1'],
    ['build', ...where, 'a/1'],
    ['catalog', 'ls', ...where],
  ];
  for (const [command = '', ...args] of commands) {
    const { code, stdout, stderr } = await graph.run(command, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^\s+at .+:\d+/m);
    expect(stderr).not.toContain('bug in DataBuild');
  }
}

describe('a catalog in SQLite', () => {
  const file = (): string => join(graph.dir, 'state', 'catalog.sqlite');
  const state = ['--state-dir', 'state'];

  beforeEach(async () => {
    await mkdir(join(graph.dir, 'state'));
    expect(await graph.run('build', [...state, 'b/1'])).toMatchObject({ code: 0 });
  });

  test.each([
    ['with a damaged header', 0],
    ['with damaged tables', 100],
  ])('%s is named and not changed, and works again after a restore', async (_, position) => {
    await copyFile(file(), join(graph.dir, 'copy'));
    const damaged = await open(file(), 'r+');
    await damaged.write(Buffer.alloc(3_000, 0xa5), 0, 3_000, position);
    await damaged.close();
    const before = await readFile(file());

    await expectRefusal(
      state,
      file(),
      'is damaged, or is not a database; move it away, and DataBuild starts a new one',
    );
    expect((await readFile(file())).equals(before)).toBe(true);
    await copyFile(join(graph.dir, 'copy'), file());
    expect(await graph.run('build', [...state, 'b/1'])).toMatchObject({ code: 0 });
    expect(await runs()).toBe('a/1\nb/1\n');
  });

  test.each([[''], ['-wal']])('that is a FIFO is named without waiting for it: catalog.sqlite%s', async (end) => {
    await rm(`${file()}${end}`, { force: true });
    execFileSync('mkfifo', [`${file()}${end}`]);
    await expectRefusal(state, `${file()}${end}: it is not a regular file`);
  });

  const change = (sql: string): void => {
    const db = new DatabaseSync(file());
    db.exec(sql);
    db.close();
  };

  test('that lacks the manifest of a ref makes explain name both, and verify lists the ref', async () => {
    change("UPDATE outputs SET manifest_id = 'gone' WHERE ref = 'b/1'");
    expect(await graph.run('explain', [...state, 'b/1'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        `the catalog ${file()} has a damaged row for ref b/1: its manifest gone is missing; run catalog verify`,
      ),
    });
    expect(await graph.run('catalog', ['verify', ...state])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('b/1 points at manifest gone, which is missing'),
    });
  });

  test('with refs and ids that would control a terminal shows them as text, and is in order after the fix that it names', async () => {
    const odd = "char(27) || '[2J' || char(10) || '$(id)'";
    change(
      `UPDATE outputs SET ref = ${odd} WHERE ref = 'b/1'; UPDATE outputs SET manifest_id = char(27) || 'c' WHERE ref = 'a/1'`,
    );
    const verified = await graph.run('catalog', ['verify', ...state]);
    expect(verified.code).toBe(1);
    expect(verified.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'the row of \\u001b[2J\\n$(id) is damaged: "\\u001b[2J\\n$(id)" is not a ref; delete it from the tables outputs and history of the database',
        'the row of a/1 is damaged: the id of its manifest, "\\u001bc", is not an id; forget the ref, and the next build makes it again',
      ]),
    );
    expect(await graph.run('catalog', ['forget', ...state, '\u001b[2J\n$(id)'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('argument 1: ref "\\u001b[2J\\n$(id)" has a control character'),
    });
    expect(await graph.run('catalog', ['ls', ...state])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('has a damaged row for ref \\u001b[2J\\n$(id): '),
    });

    change(`DELETE FROM outputs WHERE ref = ${odd}; DELETE FROM history WHERE ref = ${odd}`);
    expect(await graph.run('catalog', ['forget', ...state, 'a/1'])).toMatchObject({ code: 0, stdout: 'a/1\n' });
    expect(await graph.run('build', [...state, '-q', 'b/1'])).toMatchObject({ code: 0 });
    expect(await graph.run('catalog', ['verify', '-q', ...state])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('with a number that is too large for a float is named as damaged, with the fix', async () => {
    change('UPDATE catalog SET generation = 9223372036854775807');
    for (const args of [
      ['plan', 'a/1'],
      ['build', 'a/1'],
      ['explain', 'a/1'],
      ['catalog', 'show', 'a/1'],
    ]) {
      const [command = '', ...rest] = args;
      expect(await graph.run(command, [...rest, ...state])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          / is damaged: .*9223372036854775807; restore it from a backup, or move it away, /,
        ),
      });
    }
  });

  test('of a later DataBuild is named with both versions, and not changed', async () => {
    const db = new DatabaseSync(file());
    const known = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expectRefusal(state, file(), 'written by a later DataBuild', 'version 99', `knows ${String(known)}`);
  });
});

describe('a catalog in PostgreSQL', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.stop());

  test('whose server is down is named without user and password', async () => {
    const where = ['--catalog', 'postgres://me:hunter2@127.0.0.1:1/db'];
    await expectRefusal(where, 'no server answers for the catalog postgres://127.0.0.1:1/db (ECONNREFUSED); start it');
    expect((await graph.run('plan', [...where, 'a/1'])).stderr).not.toMatch(/hunter2|me[:@]/);
  });

  test('whose server dies during a build ends the build, and the next build continues', async () => {
    const where = ['--state-dir', 'state', '--catalog', await server.createDatabase()];
    const build = graph.start('build', [...where, 'b/held']);
    const done = end(build);
    while (!(await runs().catch(() => '')).includes('b/held') && build.exitCode === null) await setTimeout(5);
    await server.kill();
    await writeFile(join(graph.dir, 'state', 'data', 'go'), '');

    const { code, stderr } = await done;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /the server of the catalog .* was lost .* everything recorded so far is safe|no server answers/,
    );
    expect(stderr).not.toContain('bug in DataBuild');
    expect(await runs()).toBe('a/held\nb/held\n');

    await server.restart();
    expect(await graph.run('build', [...where, 'b/held'])).toMatchObject({ code: 0 });
    // What was recorded before the server died is not built again.
    expect(await runs()).toBe('a/held\nb/held\nb/held\n');
    expect(await graph.run('catalog', ['verify', ...where])).toMatchObject({ code: 0 });
  });
});
