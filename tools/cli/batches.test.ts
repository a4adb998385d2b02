import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, dies } from '../dev/testing/index.js';
import { end, outputs, TestGraph, values, type Done } from './testing/index.js';

jest.setTimeout(120_000);

/**
 * Notes the tasks of each process in `batches`, and reports each task when it is done. `bad/…` is reported as failed.
 * `crash/…` ends the process with 3, and what comes after it in its batch is not done. A `sleep/…` never ends.
 */
const PROGRAM = `#!/usr/bin/python3
import json, os, sys, time
def do(env):
    tasks = [json.loads(line) for line in open(env["DATABUILD_BATCH_FILE"])]
    with open("batches", "a") as f: f.write(" ".join(task["args"][0] for task in tasks) + "\\n")
    with open(env["DATABUILD_BATCH_RESULTS"], "a") as results:
        for task in tasks:
            [ref] = task["args"]
            result = {"id": task["id"], "outcome": "succeeded", "metadata": {"rows": len(ref), "zone": task["env"]["TZ"]}}
            print("making " + ref, file=sys.stderr, flush=True)
            if ref.startswith("bad/"): result = {"id": task["id"], "outcome": "failed", "message": "no such " + ref}
            if ref.startswith("odd/"): result = {"id": task["id"], "outcome": "dunno"}
            if ref.startswith("crash/"): return 3
            if ref.startswith("sleep/"):
                open("pid", "w").write(str(os.getpid())); time.sleep(1000)
            os.makedirs(os.path.dirname(ref), exist_ok=True)
            open(ref, "w").close()
            results.write(json.dumps(result) + "\\n"); results.flush()
    return 0
if sys.argv[1:] == ["--persistent_worker"]:
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"exitCode": do(request["env"]), "output": "", "requestId": request["requestId"]}), flush=True)
else:
    sys.exit(do(os.environ) if sys.argv[1:] == [] and "DATABUILD_OUTPUTS" not in os.environ else 9)
`;

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE'], { run: PROGRAM });
  graph.setJob({ batch: 10 });
});

afterEach(() => graph.remove());

const run = (command: string, ...args: string[]): Promise<Done> => graph.run(command, ['--state-dir', 's', ...args]);
const build = (...args: string[]): Promise<Done> => run('build', '-j1', ...args);

/** The batches so far, sorted. */
async function batches(): Promise<string[]> {
  return (await readFile(join(graph.dir, 's/data/batches'), 'utf8')).trimEnd().split('\n').sort();
}

const refs = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}/${String(index)}`);

describe('a job that takes batches', () => {
  test('gets what is ready in one process, and every task has its own manifest', async () => {
    const { code, stdout } = await build('b/1', 'b/2', 'a/3');
    expect(code).toBe(0);
    expect(outputs(stdout).sort()).toEqual(['a/1', 'a/2', 'a/3', 'b/1', 'b/2']);
    expect(values(stdout)).toContainEqual(
      expect.objectContaining({ outputs: ['b/1'], metadata: { rows: 3, zone: 'UTC' }, attempt: 1 }),
    );
    expect(await batches()).toEqual(['a/1 a/2 a/3', 'b/1 b/2']);
    // The partitions are valid by themselves, whatever they were made with.
    expect(JSON.parse((await run('plan', 'b/1', 'a/2')).stdout)).toMatchObject({ tasks: [] });
  });

  test('gets its tasks in the same way when it runs by itself, and when a plan is executed', async () => {
    expect(outputs((await run('job-exec', '-j1', 'a/1', 'a/2')).stdout)).toHaveLength(2);
    await writeFile(join(graph.dir, 'plan.json'), (await run('plan', 'a/3', 'a/4')).stdout);
    expect(outputs((await run('exec', '-j1', 'plan.json')).stdout)).toHaveLength(2);
    expect(await batches()).toEqual(['a/1 a/2', 'a/3 a/4']);
  });

  test('leaves no slot idle, and takes no more tasks than it says', async () => {
    expect((await run('build', '-j3', ...refs('a', 30))).code).toBe(0);
    expect((await batches()).map((batch) => batch.split(' ').length)).toEqual([10, 10, 10]);
  });

  test('may be a worker, which gets the batch with its request', async () => {
    graph.setJob({ batch: 10, workers: ['run'] });
    expect((await build('b/1', 'b/2')).code).toBe(0);
    expect(await batches()).toEqual(['a/1 a/2', 'b/1 b/2']);
  });
});

describe('a bad task of a batch', () => {
  test('fails with what the program reported, and the good ones are built', async () => {
    const { code, stdout, stderr } = await build('a/1', 'bad/1', 'a/2');
    expect(code).toBe(1);
    expect(outputs(stdout).sort()).toEqual(['a/1', 'a/2']);
    expect(stderr).toContain('//t:j failed to make bad/1: its program reported: no such bad/1\n  log: ');
    expect(await batches()).toEqual(['a/1 bad/1 a/2']);
  });

  test('that ends the program costs the others another try, alone, and no retry', async () => {
    const { code, stdout, stderr } = await build('--optimistic', 'a/1', 'crash/1', 'z/1', 'z/2');
    expect(code).toBe(1);
    expect(outputs(stdout).sort()).toEqual(['a/1', 'z/1', 'z/2']);
    expect(await batches()).toEqual(['a/1 crash/1 z/1 z/2', 'crash/1', 'z/1', 'z/2']);
    expect(stderr).toContain('//t:j failed to make crash/1 (attempt 2): exit code 3');
  });

  test('that is reported in a wrong way is named with file and line', async () => {
    const { code, stdout, stderr } = await build('--optimistic', 'a/1', 'odd/1');
    expect({ code, made: outputs(stdout) }).toEqual({ code: 1, made: ['a/1'] });
    expect(stderr).toMatch(
      /odd\/1 \(attempt 2\): DATABUILD_BATCH_RESULTS \(\/\S+\.2\.results\.jsonl, line 1\) is invalid: outcome: must be/,
    );
  });
});

test('the log of a task in a batch is that of the batch, and says so', async () => {
  await build('a/1', 'a/2');
  const { code, stdout, stderr } = await run('logs', 'a/2');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'making a/1\nmaking a/2\n' });
  expect(stderr).toMatch(/^a\/2: \/\/t:j, build \S+, succeeded; log of a batch of 2 tasks: \/\S+\.log\n$/);
});

test('the program in the document greets a batch, and the one who is not there does no harm', async () => {
  const document = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'writing-a-job.md'), 'utf8');
  const [, program = ''] = /^```python\n(# greetings_run.py.*?)^```$/ms.exec(document) ?? [];
  graph.setScripts({ run: `#!/usr/bin/python3\n${program}` });
  const { code, stdout, stderr } = await build('ada', 'nobody', 'grace');
  expect(code).toBe(1);
  expect(values(stdout).map(({ metadata }) => metadata)).toEqual([{ letters: 3 }, { letters: 5 }]);
  expect(stderr).toContain('its program reported: nobody is there to greet');
  expect(await readFile(join(graph.dir, 's/data/greeting/grace.txt'), 'utf8')).toBe('hello grace\n');
});

describe('a batch in a build that ends', () => {
  test('by a signal leaves what it had reported, and the next build makes the rest', async () => {
    const child = graph.start('build', ['--state-dir', 's', '-j1', 'a/1', 'sleep/1', 'z/1']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await done;
    expect({ code, made: outputs(stdout) }).toEqual({ code: 143, made: ['a/1'] });
    expect(stderr).toContain('stopped by SIGTERM: 2 running tasks ended');
    await dies(pid);
    expect(outputs((await build('a/1', 'z/1')).stdout)).toEqual(['z/1']);
  });

  test('by kill -9 leaves no process and nothing recorded, and the next build makes everything', async () => {
    const child = graph.start('build', ['--state-dir', 's', '-j1', 'a/1', 'sleep/1']);
    const done = end(child);
    const pid = Number(await appears(join(graph.dir, 's/data/pid')));
    child.kill('SIGKILL');
    await done;
    await dies(pid);
    expect((await run('catalog', 'ls')).stdout).toBe('');
    const { code, stdout, stderr } = await build('a/1', 'a/2');
    expect({ code, made: outputs(stdout).sort() }).toEqual({ code: 0, made: ['a/1', 'a/2'] });
    expect(stderr).toContain('taking over from');
  });
});
