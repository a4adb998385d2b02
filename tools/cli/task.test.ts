import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies } from '../dev/testing/index.js';
import { end, resultsIn, TaskGraph, type Done } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TaskGraph;

beforeEach(() => {
  graph = new TaskGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

const read = (name: string): string => readFileSync(join(graph.dir, name), 'utf8');

describe('a task of a plan', () => {
  test('runs by its id, writes its result and its log, and is not recorded', async () => {
    const id = await graph.plan('b/x');
    const done = await graph.task(['--attempt-id', 'one', id('a/x')]);
    expect(done).toMatchObject({ code: 0, stderr: expect.stringMatching(/^built +\/\/t:j a\/x \(task [0-9a-f]+\)/) });
    expect(graph.resultOf('one')).toMatchObject({
      formatVersion: 1,
      attempt: 'one',
      host: expect.anything(),
      startTime: expect.stringMatching(/Z$/),
      tasks: [{ id: id('a/x'), number: 1, end: { kind: 'succeeded', metadata: {} } }],
    });
    expect(resultsIn(done)).toEqual([graph.resultOf('one')]);
    expect((await readdir(join(graph.dir, 's/attempts'))).sort()).toEqual(['one.json', 'one.log', 'one.started.json']);
    expect(read('s/data/a/x')).toBe('made\n');
    expect(await graph.recorded()).toBe('');
  });

  test('that fails is exit code 1, and the others run nevertheless', async () => {
    const id = await graph.plan('a/fails', 'a/x');
    const done = await graph.task([id('a/fails'), id('a/x')]);
    expect(done.code).toBe(1);
    const [failed, built] = resultsIn(done);
    expect(failed).toMatchObject({
      tasks: [{ end: { kind: 'failed', problem: { reason: 'exit-non-zero', code: 3 } } }],
    });
    expect(built).toMatchObject({ tasks: [{ end: { kind: 'succeeded' } }] });
    expect(done.stderr).toContain(`exit code 3\n  log: ${graph.pathOf(failed?.attempt ?? '')}.log`);
    expect(readFileSync(graph.pathOf(`${failed?.attempt ?? ''}.log`), 'utf8')).toBe('cannot do it\n');
  });

  test('gets the environment that a build gives it', async () => {
    const id = await graph.plan('a/env');
    const variables = (): string[] =>
      read('s/data/a/env')
        .split('\n')
        .filter((line) => !/^(DATABUILD_(BUILD_ID|METADATA_FILE|LIFELINE)|TRACEPARENT)=/.test(line))
        .sort();
    const env = { SECRET: 'hush' };
    await graph.task(['--pass-env', 'SECRET', id('a/env')], { env });
    const alone = variables();
    await graph.run('exec', ['--state-dir', 's', '--pass-env', 'SECRET', 'plan.json'], { env });
    expect(alone).toEqual(variables());
    expect(alone).toContain('SECRET=hush');
  });

  test('reports metadata and digests; a secret in them is masked', async () => {
    graph.setScripts({
      run: '#!/bin/sh\necho "{\\"rows\\":3,\\"by\\":\\"$SECRET\\",\\"digests\\":{\\"$1\\":\\"d1\\"}}" > "$DATABUILD_METADATA_FILE"\n',
    });
    const id = await graph.plan('a/x');
    const done = await graph.task(['--pass-env', 'SECRET', id('a/x')], { env: { SECRET: 'hush-hush' } });
    expect(resultsIn(done)).toMatchObject([
      { tasks: [{ end: { kind: 'succeeded', metadata: { rows: 3, by: '***' }, digests: { 'a/x': 'd1' } } }] },
    ]);
  });

  test('is checked, and ended after its timeout', async () => {
    graph.setScripts({ check: '#!/bin/sh\necho checking "$@"\n[ "$1" != a/bad ]\n' });
    graph.setJob({ check: '_main/check', timeoutMs: 300 });
    const id = await graph.plan('a/bad', 'a/good', 'a/sleeps');
    const done = await graph.task(['--grace', '1', id('a/bad'), id('a/good'), id('a/sleeps')]);
    expect(resultsIn(done).map(({ tasks: [task] }) => task?.end)).toMatchObject([
      { problem: { reason: 'check-failed' } },
      { kind: 'succeeded' },
      { problem: { reason: 'timed-out', timeoutMs: 300 } },
    ]);
  });

  test('shares an attempt with the next tasks of its job if the job takes batches', async () => {
    graph.setScripts({
      run: '#!/bin/sh\nwhile read -r line; do id=${line#*\\"id\\":\\"}; echo "{\\"id\\":\\"${id%%\\"*}\\",\\"outcome\\":\\"succeeded\\"}"; done < "$DATABUILD_BATCH_FILE" > "$DATABUILD_BATCH_RESULTS"\n',
    });
    graph.setJob({ batch: 2 });
    const id = await graph.plan('a/1', 'a/2', 'a/3');
    const ids = ['a/1', 'a/2', 'a/3'].map((ref) => id(ref));
    writeFileSync(join(graph.dir, 'ids.txt'), `${ids.join('\n')}\n`);
    const done = await graph.task(['--ids', 'ids.txt', '--attempt', '4']);
    expect(done.code).toBe(0);
    expect(resultsIn(done)).toMatchObject([
      { tasks: [{ id: ids[0], number: 4, end: { reported: true } }, { id: ids[1] }] },
      { tasks: [{ id: ids[2] }] },
    ]);
  });
});

describe('an attempt', () => {
  test('that has a result is not made again', async () => {
    const id = await graph.plan('a/x');
    const first = await graph.task(['--attempt-id', 'one', id('a/x')]);
    writeFileSync(join(graph.dir, 's/data/a/x'), 'kept\n');
    const second = await graph.task(['--attempt-id', 'one', id('a/x')]);
    expect(second).toMatchObject({ code: 0, stdout: first.stdout });
    expect(read('s/data/a/x')).toBe('kept\n');
  });

  test('that was started and has no result is not started again', async () => {
    const id = await graph.plan('a/sleeps');
    const child = graph.startTask(['--attempt-id', 'one', id('a/sleeps')]);
    const ended = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    const second = await graph.task(['--attempt-id', 'one', id('a/sleeps')]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('attempt one was started before') });
    child.kill('SIGKILL');
    await ended;
    await dies(pid);
    expect(existsSync(graph.pathOf('one.json'))).toBe(false);
  });

  test('is made once if several programs start it at the same time', async () => {
    graph.setScripts({ run: '#!/bin/sh\necho ran >> runs\n' });
    const id = await graph.plan('a/x');
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => (await graph.task(['--attempt-id', 'one', id('a/x')])).code),
    );
    // Those that come while it runs are refused, and those that come later find its result.
    expect(codes.filter((code) => code === 0).length).toBeGreaterThan(0);
    expect(codes.every((code) => code === 0 || code === 2)).toBe(true);
    expect(read('s/data/runs')).toBe('ran\n');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('that gets %s ends its program, writes its result and exits with %i', async (signal, code) => {
    const id = await graph.plan('a/sleeps', 'a/x');
    const child = graph.startTask(['--attempt-id', 'one', id('a/sleeps')]);
    const ended = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill(signal);
    expect(await ended).toMatchObject({ code });
    await dies(pid);
    expect(graph.resultOf('one')).toMatchObject({ signal, tasks: [{ end: { kind: 'failed' } }] });
  });

  test('that ends after Ctrl-C is done, and what comes after it does not start', async () => {
    const id = await graph.plan('a/waits', 'a/x');
    const run = async (attempt: string, ...refs: readonly string[]): Promise<Done> => {
      rmSync(join(graph.dir, 's/data'), { recursive: true, force: true });
      const ids = refs.map((ref) => id(ref));
      const child = graph.startTask(attempt === '' ? ids : ['--attempt-id', attempt, ...ids]);
      const ended = end(child);
      await appears(join(graph.dir, 's/data/pid'));
      // Every process on the terminal gets it, but the job has a group of its own.
      child.kill('SIGINT');
      // Nothing shows that it has noticed the signal. It has by the end of another program.
      await graph.recorded();
      writeFileSync(join(graph.dir, 's/data/go'), '');
      return ended;
    };
    expect(await run('one', 'a/waits')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^built/m) });
    expect(graph.resultOf('one')).toMatchObject({ tasks: [{ end: { kind: 'succeeded' } }] });
    const both = await run('', 'a/waits', 'a/x');
    expect({ code: both.code, results: resultsIn(both) }).toMatchObject({ code: 130, results: [{}] });
  });

  test('whose program exits with 0 because of a signal did not succeed', async () => {
    graph.setScripts({ run: "#!/bin/sh\ntrap 'exit 0' TERM\necho $$ > pid\nwhile :; do sleep 0.05; done\n" });
    const id = await graph.plan('a/x');
    const child = graph.startTask(['--attempt-id', 'one', id('a/x')]);
    const ended = end(child);
    await appears(join(graph.dir, 's/data/pid'));
    child.kill('SIGTERM');
    await ended;
    expect(graph.resultOf('one')).toMatchObject({
      signal: 'SIGTERM',
      tasks: [{ end: { kind: 'failed', problem: { reason: 'killed', signal: 'SIGTERM' } } }],
    });
  });

  test('is made as a file of attempts says', async () => {
    const id = await graph.plan('a/x', 'a/fails');
    const attempts = [
      { id: 'p', buildId: 'b1', tasks: [{ id: id('a/x'), number: 2, token: 7 }] },
      { id: 'q', buildId: 'b1', tasks: [{ id: id('a/fails'), number: 1 }] },
    ];
    writeFileSync(join(graph.dir, 'attempts'), attempts.map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect((await graph.task(['--attempts', 'attempts'])).code).toBe(1);
    expect(graph.resultOf('p')).toMatchObject({ buildId: 'b1', tasks: [{ number: 2, token: 7 }] });
    expect(graph.resultOf('q')).toMatchObject({ tasks: [{ end: { kind: 'failed' } }] });
  });
});

describe('a request that cannot be fulfilled is exit code 2 and says why', () => {
  test.each<[string, readonly string[], string]>([
    ['no plan', ['0123456789abcdef'], 'no plan; name its file with --plan'],
    ['no tasks', ['--plan', 'plan.json'], 'no tasks; name their ids'],
    ['an id that is none', ['--plan', 'plan.json', 'a/x'], '"a/x" is not the id of a task; ids have 16 digits'],
    [
      'an unknown id',
      ['--plan', 'plan.json', '0123456789abcdef'],
      'the plan has no task 0123456789abcdef; check the id',
    ],
    ['a plan that is not there', ['--plan', 'none', '0123456789abcdef'], 'none: cannot be read: '],
    ['a mistyped option', ['--plam', 'plan.json', '0123456789abcdef'], 'unknown option --plam; did you mean --plan?'],
    ['an option without its value', ['--plan'], '--plan needs a value: --plan PLAN'],
    ['a flag with a value', ['--quiet=1', '--plan', 'plan.json'], '--quiet takes no value'],
    [
      'a bad number',
      ['--plan', 'plan.json', '--attempt', '0', 'x'],
      '--attempt is "0"; it must be a whole number from 1',
    ],
    ['a bad attempt id', ['--attempt-id', 'a/b'], '--attempt-id is "a/b"; it must have'],
    [
      'ids beside attempts',
      ['--plan', 'plan.json', '--attempts', 'f', 'x'],
      '--attempts names tasks and attempts; drop',
    ],
    ['a file of ids that is not there', ['--plan', 'plan.json', '--ids', 'none'], 'cannot read'],
    ['a file of attempts that is none', ['--plan', 'plan.json', '--attempts', 'plan.json'], 'line 1 is not an attempt'],
  ])('%s', async (_what, args, message) => {
    await graph.plan('a/x');
    const { code, stdout, stderr } = await graph.run('task', ['--state-dir', 's', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^g\.task: /);
  });

  test('a folder for results that is a file, with the option that names another', async () => {
    const id = await graph.plan('a/x');
    const { code, stderr } = await graph.task(['--result-dir', 'plan.json', id('a/x')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/plan\.json as result directory: a file is where .*; name another with --result-dir\n$/);
  });

  test('a plan of another graph', async () => {
    const id = await graph.plan('a/x');
    writeFileSync(join(graph.dir, 'plan.json'), read('plan.json').replace('"graph":"//t:g"', '"graph":"//t:other"'));
    const { code, stderr } = await graph.task([id('a/x')]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('plan of //t:other; this program'),
    });
  });

  test('a plan that is cut off', async () => {
    const id = await graph.plan('a/x');
    truncateSync(join(graph.dir, 'plan.json'), read('plan.json').length - 20);
    const { code, stderr } = await graph.task([id('a/x')]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/its end is missing .* copy it again/),
    });
  });

  test('an index of another plan', async () => {
    const id = await graph.plan('a/x');
    writeFileSync(join(graph.dir, 'plan.json.index'), '{}\n');
    const { code, stderr } = await graph.task([id('a/x')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('belongs to another plan') });
  });

  test('a plan that is out of date', async () => {
    const id = await graph.plan('a/x');
    graph.setScripts({ run: '#!/bin/sh\necho other\n' });
    const changed = await graph.task([id('a/x')]);
    expect(changed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the code of its run executable changed; plan again'),
    });
    graph.setVersion('2.0.0');
    const { code, stderr } = await graph.task([id('a/x')]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('version 1.0.0 → 2.0.0; plan again'),
    });
  });

  test('a plan that names a program of another graph', async () => {
    const id = await graph.plan('a/x');
    const named = read('plan.json').replace('"executable":"_main/run"', '"executable":"/bin/echo"');
    writeFileSync(join(graph.dir, 'plan.json'), named);
    const { code, stderr } = await graph.task([id('a/x')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--allow-foreign-executables') });
    expect((await graph.task(['--allow-foreign-executables', id('a/x')])).code).toBe(0);
  });

  test('one attempt id for several attempts', async () => {
    const id = await graph.plan('a/x', 'a/y');
    const { code, stderr } = await graph.task(['--attempt-id', 'one', id('a/x'), id('a/y')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('these tasks need 2 attempts') });
  });
});

test('its help explains the options', async () => {
  const { code, stdout } = await graph.run('task', ['--help']);
  expect(code).toBe(0);
  for (const text of ['--plan PLAN ID...', '--attempt-id', 'Exit codes:', 'a task failed'])
    expect(stdout).toContain(text);
});
