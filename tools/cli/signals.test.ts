import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Action } from './command.js';
import { COMMANDS } from './commands.js';
import { end, TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const STATE = { DATABUILD_STATE_DIR: 's' };

const env = () => ({ ...STATE, BUILD_WORKSPACE_DIRECTORY: graph.dir });

/** An interrupted import reports what it has imported; all other commands print nothing. */
const SAID = expect.stringMatching(/^(interrupted: imported .*\n)?$/) as unknown;

/** Writes the file that `pin check` compares with. */
const writePinned = (command: string): Promise<unknown> =>
  command === 'pin'
    ? graph.run('pin', ['update', '--', '//t:plan_test', 'golden.json', '', 'a/1'], { env: env() })
    : Promise.resolve();

/** How to name an input, by what an action takes; empty for actions that take none. */
const INPUTS: Record<Action['takes'], readonly ((file: string) => readonly string[])[]> = {
  refs: [(file) => [file === '-' ? file : `@${file}`]],
  plan: [(file) => [file]],
  'plan-or-refs': [(file) => ['--to', 'bash', file === '-' ? file : `@${file}`]],
  graphs: [(file) => [file]],
  'old-and-new': [(file) => [file, 'none.json']],
  export: [(file) => [file]],
  prefix: [],
  build: [],
  pool: [],
  tasks: [(file) => ['--plan', 'none.json', '--ids', file]],
  trial: [],
  nothing: [],
};

/** The arguments that the launcher of an action puts before the user's. */
const fixed = (command: string, dir: string): readonly string[] =>
  command === 'pin' ? ['--', '//t:plan_test', 'golden.json', join(dir, 'golden.json')] : [];

interface Line {
  readonly name: string;
  readonly command: string;
  /** The arguments with an input of this name, in the directory of the graph. */
  readonly args: (file: string, dir: string) => readonly string[];
}

/** Every action of the command table, with every option that names an input. */
const LINES: readonly Line[] = [...COMMANDS].flatMap(([command, entry]) => {
  const actions: [string[], Action][] =
    'actions' in entry ? [...entry.actions].map(([word, action]) => [[word], action]) : [[[], entry]];
  return actions.flatMap(([words, { takes, options }]) => {
    const name = [command, ...words].join(' ');
    const before = (dir: string): readonly string[] => [...words, ...fixed(command, dir)];
    const lines = INPUTS[takes].map((input): Line => ({
      name,
      command,
      args: (file, dir) => [...before(dir), ...input(file)],
    }));
    if (options.includes('diff')) {
      lines.push({ name: `${name} --diff`, command, args: (file, dir) => [...before(dir), 'a/1', '--diff', file] });
    }
    return lines;
  });
});

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

describe('a signal ends', () => {
  test.each(LINES)('$name while it reads standard input', async ({ command, args }) => {
    await writePinned(command);
    const child = graph.start(command, args('-', graph.dir), env());
    const done = end(child);
    // More than pipes buffer: when all is written, the program has read some of it.
    child.stdin.on('error', () => undefined);
    await new Promise((resolve) => child.stdin.write(' '.repeat(1_000_000), resolve));
    child.kill('SIGTERM');
    expect(await done).toMatchObject({ code: EXIT_CODES.SIGTERM, stdout: '', stderr: SAID });
  });

  test.each(LINES)('$name while it reads a FIFO', async ({ command, args }) => {
    await writePinned(command);
    // A blocked writer continues once there is a reader.
    const writer = spawn('sh', ['-c', 'mkfifo input; echo made; exec 3> input; echo read; exec cat >&3'], {
      cwd: graph.dir,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    const child = graph.start(command, args('input', graph.dir), env());
    const done = end(child);
    await Promise.race([once(writer.stdout, 'data'), done]);
    child.kill('SIGINT');
    const ended = await done;
    writer.kill();
    expect(ended).toMatchObject({ code: EXIT_CODES.SIGINT, stdout: '', stderr: SAID });
  });

  test.each([['lookup'], ['analyze'], ['plan'], ['mermaid', '--no-collapse'], ['job-cfg']])(
    '%s while nothing reads its output',
    async (command, ...options) => {
      const refs = Array.from({ length: 20_000 }, (_, at) => `a/${'x'.repeat(40)}${String(at)}`);
      await writeFile(join(graph.dir, 'refs'), refs.join('\n'));
      const child = graph.start(command, ['-q', ...options, '@refs'], STATE);
      const exit = once(child, 'exit');
      await once(child.stdout, 'readable');
      child.kill('SIGTERM');
      expect(await exit).toEqual([EXIT_CODES.SIGTERM, null]);
    },
  );

  test('a command that waits for a database that does not answer', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `postgres://127.0.0.1:${String((server.address() as AddressInfo).port)}/x`;
    const child = graph.start('catalog', ['ls', '--catalog', url], STATE);
    const done = end(child);
    const [connection] = (await once(server, 'connection')) as [{ destroy: () => void }];
    child.kill('SIGTERM');
    expect((await done).code).toBe(EXIT_CODES.SIGTERM);
    connection.destroy();
    server.close();
  });
});
