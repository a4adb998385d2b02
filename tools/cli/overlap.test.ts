import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, type PostgresServer } from '../dev/testing/postgres/index.js';
import { end, outputs, TestGraph, type Done, type Program } from './testing/index.js';

jest.setTimeout(120_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const STATE = ['--state-dir', 's'];

/** Waits until a program has printed the text. */
function says(child: Program, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(text)) resolve(undefined);
  });
  return promise;
}

/** Starts a build of `a/waits`, which ends once the file `go` exists. */
async function builder(...options: string[]): Promise<{ child: Program; done: Promise<Done>; owner: string }> {
  const child = graph.start('build', [...STATE, ...options, 'a/waits']);
  const done = end(child);
  const told = says(child, 'started ');
  const id = Promise.withResolvers<string>();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const found = /^build (\S+) of/m.exec(said)?.[1];
    if (found !== undefined) id.resolve(found);
  });
  await told;
  return { child, done, owner: await id.promise };
}

const go = (): void => {
  writeFileSync(join(graph.dir, 's/data/go'), '');
};

describe('overlapping builds make every partition once:', () => {
  const items = Array.from({ length: 40 }, (_, item) => String(item));

  async function overlap(builds: number, ...catalog: string[]): Promise<void> {
    const programs = Array.from({ length: builds }, (_, build) => {
      const slice = items.slice((build % 3) * 10, (build % 3) * 10 + 20);
      const refs = slice.map((item) => `b/${item}`);
      return end(graph.start('build', [...STATE, ...catalog, '-j', '2', ...refs]));
    });
    const done = await Promise.all(programs);
    expect(done.map(({ code }) => code)).toEqual(programs.map(() => 0));
    const made = done.flatMap(({ stdout }) => outputs(stdout)).sort();
    expect(made).toEqual(items.flatMap((item) => [`a/${item}`, `b/${item}`]).sort());
  }

  test.each([3, 8])('%i builds with one catalog file', (builds) => overlap(builds));

  describe('with one PostgreSQL server', () => {
    let server: PostgresServer;

    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);

    afterAll(() => server.stop());

    test('8 builds', async () => overlap(8, '--catalog', await server.createDatabase()));
  });
});

test('a waiting build names the task and the other build, and uses its result', async () => {
  const first = await builder();
  const child = graph.start('build', [...STATE, 'b/waits']);
  const second = end(child);
  await says(child, 'waiting ');
  go();
  expect(outputs((await first.done).stdout)).toEqual(['a/waits']);
  const { code, stdout, stderr } = await second;
  expect({ code, made: outputs(stdout) }).toEqual({ code: 0, made: ['b/waits'] });
  expect(stderr).toMatch(new RegExp(`^waiting {2}//t:j a/waits .*:${first.owner}$`, 'm'));
  expect(stderr).toMatch(/^succeeded: built 1, delegated 1, /m);
});

test('a build that forces a partition waits for another build of it, and then makes it again', async () => {
  const first = await builder('--force', 'a/waits');
  const child = graph.start('build', [...STATE, '--force', 'a/waits', 'a/waits']);
  const second = end(child);
  await says(child, 'waiting ');
  go();
  for (const { code, stdout } of [await first.done, await second]) {
    expect({ code, made: outputs(stdout) }).toEqual({ code: 0, made: ['a/waits'] });
  }
});

test('a build takes over the task of another build that was killed', async () => {
  // The lease outlives this test: the build is taken over because its process has ended.
  const first = await builder('--lease-ttl', '1000');
  first.child.kill('SIGKILL');
  await first.done;
  go();
  const { code, stdout, stderr } = await graph.run('build', [...STATE, 'a/waits']);
  expect({ code, made: outputs(stdout) }).toEqual({ code: 0, made: ['a/waits'] });
  expect(stderr).toMatch(new RegExp(`^taking over from .*:${first.owner}: its process is gone$`, 'm'));
});

test('--no-wait makes a build fail at once if another build holds its task', async () => {
  const first = await builder();
  const { code, stdout, stderr } = await graph.run('build', [...STATE, '--no-wait', 'a/waits']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`//t:j a/waits is being made by another build, `);
  expect(stderr).toContain(first.owner);
  go();
  expect((await first.done).code).toBe(0);
});

test('a cancelled task is free for other builds at once', async () => {
  const first = await builder('--lease-ttl', '1000');
  first.child.kill('SIGTERM');
  expect((await first.done).code).toBe(143);
  go();
  expect((await graph.run('build', [...STATE, '--no-wait', 'a/waits'])).code).toBe(0);
  expect(await readFile(join(graph.dir, 's/data/a/waits'), 'utf8')).toBe('made\n');
});
