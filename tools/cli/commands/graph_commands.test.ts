import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Plan, PlannedTask } from '../../base/model/index.js';
import { writePlan } from '../../plan/plan/index.js';
import { fakeDescriptor, fakePlan, fakePlannedTask } from '../../dev/testing/index.js';
import type { GraphInvocation } from '../command.js';
import { readOptions, type Options } from '../options.js';
import { runDiff } from './diff.js';
import { runMerge } from './merge.js';

const NEVER = new AbortController().signal;

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'graph-commands-'));
  const raw = makeTask(['raw']);
  write('raw.json', makePlan([raw]));
  write('day.json', makePlan([makeTask(['day'], ['raw'])]));
  write('newer.json', makePlan([{ ...raw, jobVersion: '2.0.0' }]));
  writeFileSync(join(dir, 'half.json'), '{"schemaVersion":1,');
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

function makeTask(outputs: readonly string[], inputs: readonly string[] = []): PlannedTask {
  return fakePlannedTask({ job: '//:j', jobVersion: '1.0.0', outputs, inputs });
}

function makePlan(tasks: PlannedTask[]): Plan {
  return fakePlan(tasks, { graph: '//:g' });
}

function write(file: string, plan: Plan): void {
  writeFileSync(join(dir, file), [...writePlan(plan)].join(''));
}

type RunCommand = (invocation: GraphInvocation) => Promise<number>;

/** Runs a command as a user would in the directory of the files. */
async function call(run: RunCommand, args: readonly string[], options: Partial<Options> = {}) {
  const defaults = readOptions(() => []);
  if (!defaults.ok) throw new Error(defaults.error);
  let out = '';
  const said: string[] = [];
  const refuse = (message: string): number => {
    said.push(message);
    return 2;
  };
  const code = await run({
    context: {
      env: {},
      callerDir: dir,
      homeDir: dir,
      underBazelRun: false,
      stdinIsTty: false,
      stderrIsTty: false,
      parallelism: 1,
      host: 'here',
      program: [],
    },
    descriptorFile: '',
    runfilesDir: dir,
    descriptor: fakeDescriptor([]),
    options: {
      ...defaults.value,
      ...options,
    },
    args,
    out: {
      write: (text) => {
        out += typeof text === 'string' ? text : Buffer.from(text).toString();
        return Promise.resolve();
      },
      tty: false,
      closed: false,
      failure: undefined,
      end: () => Promise.resolve(),
    },
    messages: {
      line: (text) => {
        // The test process is old enough for commands to report their progress.
        if (!text.startsWith('reading ')) said.push(text);
      },
      status: () => undefined,
      flush: () => undefined,
      end: () => Promise.resolve(),
    },
    cancellation: { signal: NEVER, stop: NEVER, kill: NEVER, leave: NEVER, received: undefined },
    refuse,
    usageError: refuse,
  });
  return { code, out, said: said.join('\n') };
}

test('merge prints the same plan for any order of the files, even if one is named twice', async () => {
  const merged = await call(runMerge, ['raw.json', 'day.json']);
  expect(merged.code).toBe(0);
  expect((JSON.parse(merged.out) as Plan).outputs).toEqual(['day', 'raw']);
  const again = await call(runMerge, ['day.json', 'raw.json', 'day.json']);
  // Only warnings follow the order of the files.
  expect([again.code, again.out]).toEqual([0, merged.out]);
});

test('merge names the files that contradict each other, and prints no plan', async () => {
  const { code, out, said } = await call(runMerge, ['raw.json', 'newer.json']);
  expect([code, out]).toEqual([1, '']);
  expect(said).toContain('newer.json and raw.json');
  expect(said).toContain('make both again with one version of the graph');
});

test('every file that cannot be read is named', async () => {
  const { code, said } = await call(runMerge, ['raw.json', 'half.json', 'nowhere.json']);
  expect(code).toBe(2);
  expect(said).toMatch(/^half\.json: the plan ends too early.*\ncannot read .*nowhere\.json: there is no such file/);
});

test('diff exits with 0 if the files are the same, and with 1 if they differ', async () => {
  expect(await call(runDiff, ['raw.json', 'raw.json'])).toMatchObject({
    code: 0,
    out: 'raw.json and raw.json are the same: plan of //:g, 1 task, 0 pruned\n',
  });
  const { code, out } = await call(runDiff, ['raw.json', 'newer.json']);
  expect(code).toBe(1);
  expect(out).toContain('~ raw  //:j: missing\n    jobVersion: 1.0.0 → 2.0.0\n');
});

test('diff --json prints the differences as JSON', async () => {
  const { code, out } = await call(runDiff, ['raw.json', 'day.json'], { json: true });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ same: false, partitions: { added: [{ ref: 'day' }] } });
});

test.each([[['raw.json']], [['raw.json', 'day.json', 'newer.json']], [['-', '-']], [['raw.json', 'nowhere.json']]])(
  'diff of %j is refused',
  async (args) => {
    expect(await call(runDiff, args)).toMatchObject({ code: 2, out: '' });
  },
);

test('merge without files is refused', async () => {
  expect(await call(runMerge, [])).toMatchObject({ code: 2, said: 'no files; name at least one plan or job graph' });
});
