import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies } from '../dev/testing/index.js';
import { end, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(120_000);

/**
 * A program that is a worker or a process, whichever it is started as.
 *
 * @param body of `def answer(args, env)`, which prints with `say` and returns the exit code
 */
const program = (body: string): string => `#!/usr/bin/python3
import json, os, signal, sys, time
with open(os.environ["DATABUILD_DATA_DIR"] + "/started", "a") as f: f.write(sys.argv[0].split("/")[-1] + " %d\\n" % os.getpid())
printed = []
def say(text): printed.append(text)
def answer(args, env):
${body.replace(/^/gm, '    ')}
if sys.argv[1:] == ["--persistent_worker"]:
    for line in sys.stdin:
        request = json.loads(line)
        printed.clear()
        code = answer(request["arguments"], request.get("env"))
        print(json.dumps({"exitCode": code, "output": "".join(printed), "requestId": request["requestId"]}), flush=True)
else:
    code = answer(sys.argv[1:], os.environ)
    sys.stdout.write("".join(printed))
    sys.exit(code)
`;

/** `chain/3` needs `chain/2`, and so on; `odd/…` is what no job makes. */
const SCRIPTS = {
  lookup: program(`
if any(ref.startswith("odd/") for ref in args):
    sys.stderr.write("no job makes odd refs\\n")
    return 2
say(json.dumps({":j": args}))
return 0`),
  configure: program(`
sys.stderr.write("configuring %d refs\\n" % len(args))
configs = []
for ref in args:
    name, _, number = ref.partition("/")
    inputs = [{"depType": "materialize", "ref": "chain/%d" % (int(number) - 1)}] if name == "chain" and number != "0" else []
    configs.append({"outputs": [ref], "inputs": inputs, "args": [ref], "env": {"TZ": "UTC"}})
say(json.dumps(configs))
return 0`),
  run: program(`
[ref] = args
sys.stderr.write("making %s\\n" % ref); sys.stderr.flush()
say("made as %s in %s\\n" % (json.loads(env["DATABUILD_OUTPUTS"]), env["TZ"]))
if ref.startswith("fails/"): return 3
if ref.startswith("sleeps/"):
    if ref == "sleeps/deaf": signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open("pid", "w").write(str(os.getpid())); time.sleep(1000)
if ref == "dies/once" and not os.path.exists("died"):
    open("died", "w").close(); os.kill(os.getpid(), signal.SIGKILL)
if ref == "rubbish/1": print("\\x1b[31mhello", flush=True); time.sleep(1000)
with open(env["DATABUILD_METADATA_FILE"], "w") as f: json.dump({"rows": len(ref)}, f)
with open(ref.replace("/", "_"), "w") as f: f.write(os.getcwd() + " " + os.environ["DATABUILD_DATA_DIR"])
return 0`),
};

const ALL = { workers: ['configure', 'run'] } as const;

let graph: TestGraph;

/** A graph whose data directory exists: its programs note there that they were started. */
async function newGraph(): Promise<void> {
  graph = new TestGraph(undefined, SCRIPTS);
  await mkdir(dataFile(), { recursive: true });
}

beforeEach(newGraph);

afterEach(() => graph.remove());

function asWorkers(attributes: Parameters<TestGraph['setJob']>[0] = {}): void {
  graph.setJob({ workers: [...ALL.workers], ...attributes }, { workers: ['lookup'] });
}

const dataFile = (...names: readonly string[]): string => join(graph.dir, '.databuild/data', ...names);

/** How often each program was started. */
async function starts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of (await readFile(dataFile('started'), 'utf8')).trim().split('\n')) {
    const [name = ''] = line.split(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const build = (...args: readonly string[]): Promise<Done> => graph.run('build', ['-q', ...args]);

/** What every run has of its own: times, ids, and the process that guards it. */
const comparable = (text: string): string =>
  text
    .replace(/"(id|buildId|taskId|startTime|endTime|started|plan|created|manifest)":"[^"]*"/g, '"$1":""')
    .replace(/\b[0-9A-Z]{26}\b/g, 'ID');

describe('the answers of workers are those of processes', () => {
  test.each([
    ['lookup', ['chain/1', "it's $(x)"]],
    ['lookup', ['odd/1']],
    ['job-cfg', ['chain/1', 'other/ü']],
    ['analyze', ['chain/5', 'other/1']],
    ['plan', ['chain/5']],
    ['mermaid', ['chain/2']],
    ['explain', ['chain/2']],
    ['build', ['-q', '--jobs', '1', 'chain/3']],
    ['job-exec', ['-q', 'other/1']],
  ])('%s %j', async (command, args) => {
    const asProcesses = await graph.run(command, args);
    await graph.remove();
    await newGraph();
    asWorkers();
    const done = await graph.run(command, args);
    expect(done.code).toBe(asProcesses.code);
    expect(comparable(done.stdout)).toBe(comparable(asProcesses.stdout));
    const said = ({ stderr }: Done): string[] => stderr.replace(/\/tmp\/[^ )]*\//g, '').split('\n');
    if (command !== 'build' && command !== 'job-exec') expect(said(done)).toEqual(said(asProcesses));
  });

  test('the log of a task has what its worker wrote to standard error, then the output of its answer', async () => {
    asWorkers();
    expect(await build('chain/1')).toMatchObject({ code: 0 });
    const logs = await Promise.all(['chain/0', 'chain/1'].map((ref) => graph.run('logs', [ref])));
    expect(logs.map(({ stdout }) => stdout)).toEqual([
      "making chain/0\nmade as ['chain/0'] in UTC\n",
      "making chain/1\nmade as ['chain/1'] in UTC\n",
    ]);
    expect(await readFile(dataFile('chain_1'), 'utf8')).toBe(`${dataFile()} ${dataFile()}`);
  });
});

test('one worker of each program makes a whole chain', async () => {
  asWorkers();
  expect(await build('--jobs', '1', 'chain/20')).toMatchObject({ code: 0 });
  expect(await starts()).toEqual({ lookup: 1, configure: 1, run: 1 });
});

test('only the programs that are named are workers', async () => {
  graph.setJob({ workers: ['configure'] });
  expect(await build('--jobs', '1', 'chain/2')).toMatchObject({ code: 0 });
  expect(await starts()).toEqual({ lookup: 3, configure: 1, run: 3 });
});

test('a plan of a graph without workers is valid when it has workers', async () => {
  await build('chain/1');
  asWorkers();
  const { stdout } = await graph.run('plan', ['chain/1']);
  expect(JSON.parse(stdout)).toMatchObject({ tasks: [] });
});

describe('when a worker fails', () => {
  test('with an exit code, its task has failed, and its answer is in the log', async () => {
    asWorkers();
    const { code, stderr } = await build('fails/1');
    expect(code).toBe(1);
    expect(stderr).toContain('//t:j failed to make fails/1: exit code 3');
    expect(stderr).toContain("made as ['fails/1'] in UTC");
  });

  test('by dying, the task is retried by another worker', async () => {
    asWorkers({ retries: 1 });
    expect(await build('dies/once')).toMatchObject({ code: 0 });
    expect(await starts()).toMatchObject({ run: 2 });
  });

  test('by printing rubbish, the message names the program and shows the rubbish safely', async () => {
    asWorkers();
    const { code, stderr } = await build('rubbish/1');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /the worker printed a line that is not an answer \(it is not JSON\): \\u001b\[31mhello\n.*one JSON object/,
    );
    expect(stderr).toMatch(/\(\/.*\/_main\/run\)/);
  });

  test('by not being a worker at all, the message says so', async () => {
    graph.setScripts({ configure: '#!/bin/sh\necho "usage: configure REF" >&2\nexit 64\n' });
    asWorkers();
    const { code, stderr } = await graph.run('plan', ['chain/1']);
    expect(code).toBe(1);
    expect(stderr).toContain('configure of //t:j failed: the worker exited with code 64 before it answered');
    expect(stderr).toContain('usage: configure REF');
  });

  test('by hanging, it is ended by the timeout of the job', async () => {
    asWorkers({ timeoutMs: 1000 });
    const { code, stderr } = await build('--grace', '1', 'sleeps/deaf');
    expect(code).toBe(1);
    expect(stderr).toContain('it exceeded its timeout of 1.00s and was ended');
    await dies(-Number(await readFile(dataFile('pid'), 'utf8')));
  });
});

describe('nothing is left of the workers', () => {
  const pids = async (): Promise<number[]> =>
    (await readFile(dataFile('started'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => Number(line.split(' ')[1]));

  test('at the end of a build', async () => {
    asWorkers();
    await build('--jobs', '4', 'a/1', 'a/2', 'a/3', 'a/4');
    const all = await pids();
    expect(all.length).toBeGreaterThan(2);
    await Promise.all(all.map((pid) => dies(-pid)));
  });

  test('when a second Ctrl-C ends the build', async () => {
    asWorkers();
    const child = graph.start('build', ['sleeps/1']);
    const done = end(child);
    await appears(dataFile('pid'));
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await done).code).not.toBe(0);
    await Promise.all((await pids()).map((pid) => dies(-pid)));
  });

  test('when the build is killed, idle and busy ones alike', async () => {
    asWorkers();
    const child = graph.start('build', ['--jobs', '2', '--grace', '1', 'a/1', 'sleeps/deaf']);
    const done = end(child);
    await appears(dataFile('pid'));
    await appears(dataFile('a_1'));
    child.kill('SIGKILL');
    await done;
    await Promise.all((await pids()).map((pid) => dies(-pid)));
  });

  test('when an analysis is killed', async () => {
    graph.setScripts({
      configure: program(
        `signal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen(os.environ["DATABUILD_DATA_DIR"] + "/pid", "w").write(str(os.getpid()))\ntime.sleep(1000)`,
      ),
    });
    asWorkers();
    const child = graph.start('build', ['chain/1']);
    const done = end(child);
    await appears(dataFile('pid'));
    child.kill('SIGKILL');
    await done;
    await Promise.all((await pids()).map((pid) => dies(-pid)));
  });
});
