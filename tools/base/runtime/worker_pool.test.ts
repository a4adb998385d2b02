import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appears, dies, isAlive, NODE_PROGRAM, passOnSignals } from '../../dev/testing/index.js';
import type { WorkerOutcome, WorkerRequest } from './worker.js';
import { REQUESTS_PER_WORKER, WorkerPool, type WorkerNotStarted } from './worker_pool.js';

jest.setTimeout(60_000);

let dir: string;
let deafen: () => void;
let pool: WorkerPool;
/** What the lifeline's slots hold. */
let guarded: Map<number, number | 'starting'>;

beforeEach(async () => {
  deafen = passOnSignals('SIGCHLD');
  dir = await mkdtemp(join(tmpdir(), 'workers-'));
  guarded = new Map();
  pool = new WorkerPool({
    cwd: dir,
    env: { PATH: '/usr/bin:/bin', FIXED: 'yes' },
    graceMs: 100,
    lifeline: {
      starting: (slot) => guarded.set(slot, 'starting'),
      guard: (slot, group) => guarded.set(slot, group),
      forget: (slot) => guarded.delete(slot),
    },
    firstSlot: 7,
  });
});

afterEach(async () => {
  await pool.close();
  deafen();
  await rm(dir, { recursive: true, force: true });
});

/**
 * A worker in JavaScript.
 *
 * @param body of a function that gets the parsed `request` and its number `n`, from 1; `say` prints a line, and `answer`
 *   prints an answer with an output
 */
async function worker(body: string): Promise<string> {
  const module = join(dir, 'worker.mjs');
  await writeFile(
    module,
    `import { createInterface } from 'node:readline';
import { appendFileSync, writeSync } from 'node:fs';
appendFileSync('started', process.pid + ' ' + process.argv.slice(2).join() + '\\n');
const say = (text) => writeSync(1, text + '\\n');
let n = 0;
for await (const line of createInterface(process.stdin)) {
  const request = JSON.parse(line);
  n++;
  const answer = (output, more) => say(JSON.stringify({ exitCode: 0, output, requestId: request.requestId, ...more }));
  ${body}
}
`,
  );
  const program = join(dir, 'worker');
  await writeFile(program, `#!/bin/sh\nexec '${NODE_PROGRAM}' '${module}' "$@"\n`);
  await chmod(program, 0o755);
  return program;
}

/** The process ids of the workers that were started, in order. */
const started = async (): Promise<number[]> =>
  (await readFile(join(dir, 'started'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => parseInt(line));

interface Asked {
  readonly outcome: WorkerOutcome | WorkerNotStarted;
  readonly stderr: () => string;
}

async function ask(program: string, args: readonly string[] = [], more: Partial<WorkerRequest> = {}): Promise<Asked> {
  const chunks: Buffer[] = [];
  const stderr = { push: (chunk: Buffer) => void chunks.push(chunk), close: () => undefined };
  const outcome = await pool.ask(program, { args, maxAnswerBytes: 100_000, stderr, ...more });
  return { outcome, stderr: () => Buffer.concat(chunks).toString() };
}

const outcomeOf = async (...args: Parameters<typeof ask>): Promise<Asked['outcome']> => (await ask(...args)).outcome;

const answered = (output: string, exitCode = 0): WorkerOutcome => ({ kind: 'answered', exitCode, output });

describe('a request', () => {
  test('reaches the program as one line of JSON, in its directory and with the fixed environment', async () => {
    const program = await worker(`answer(line + process.cwd() + process.env.FIXED + process.argv.slice(2));`);
    const line = '{"arguments":["a b","\\n\\"ü"],"inputs":[],"requestId":1}';
    expect(await outcomeOf(program, ['a b', '\n"ü'])).toEqual(answered(`${line}${dir}yes--persistent_worker`));
  });

  test('has its own variables in a field that other libraries ignore', async () => {
    const program = await worker(`answer(request.env.MINE + process.env.MINE);`);
    expect(await outcomeOf(program, [], { env: { MINE: '1' } })).toEqual(answered('1undefined'));
  });

  test('of any size is one request, and so is its answer', async () => {
    const program = await worker(`answer(request.arguments.join(''));`);
    const args = Array.from({ length: 100_000 }, (_, index) => `some/partition/number=${String(index)}`);
    const outcome = await outcomeOf(program, args, { maxAnswerBytes: 10_000_000 });
    expect(outcome).toEqual(answered(args.join('')));
  });

  test('is answered by the worker that answered the one before', async () => {
    const program = await worker(`answer(String(process.pid), { exitCode: n });`);
    const [first, second] = [await outcomeOf(program), await outcomeOf(program)];
    const [pid] = await started();
    expect([first, second]).toEqual([answered(String(pid), 1), answered(String(pid), 2)]);
  });

  test('starts another worker while the first one is busy, and no more than that', async () => {
    const program = await worker(`answer('');`);
    await Promise.all([outcomeOf(program), outcomeOf(program), outcomeOf(program)]);
    await Promise.all([outcomeOf(program), outcomeOf(program), outcomeOf(program)]);
    expect(await started()).toHaveLength(3);
  });

  test('gets what the worker wrote to standard error before it answered, and not that of the next', async () => {
    const program = await worker(`writeSync(2, 'note ' + n); answer('');`);
    const first = await ask(program);
    const second = await ask(program);
    expect([first.stderr(), second.stderr()]).toEqual(['note 1', 'note 2']);
  });
});

describe('the answer of a library', () => {
  test.each([
    ['without numbers', `say('{"output":"' + n + '"}');`],
    ['with the number of singleplex', `say('{"exitCode":0,"output":"' + n + '","requestId":0}');`],
    ['with more fields', `answer(String(n), { wasCancelled: false, other: [1] });`],
    [
      'that only answers what it is asked first',
      `say(JSON.stringify({ output: String(n), requestId: n === 1 ? 0 : request.requestId }));`,
    ],
  ])('%s is taken', async (_, body) => {
    const program = await worker(body);
    expect([await outcomeOf(program), await outcomeOf(program)]).toEqual([answered('1'), answered('2')]);
    expect(await started()).toHaveLength(1);
  });
});

describe('a worker that breaks the protocol is ended, and the next request gets another', () => {
  test.each([
    ['text', `say('hello'); answer('');`, { reason: 'not-an-answer', why: 'it is not JSON' }, 'hello'],
    ['an empty line', `say('');`, { reason: 'not-an-answer', why: 'it is not JSON' }, ''],
    [
      'bytes',
      `process.stdout.write(Buffer.from([0xff, 10]));`,
      { reason: 'not-an-answer', why: 'it is not UTF-8' },
      '\ufffd',
    ],
    ['JSON of another shape', `say('{"exitCode":"0"}');`, { reason: 'not-an-answer' }, '{"exitCode":"0"}'],
    ['an array', `say('[1]');`, { reason: 'not-an-answer' }, '[1]'],
    [
      'a cancellation',
      `answer('', { wasCancelled: true });`,
      { reason: 'not-an-answer', why: 'wasCancelled: nothing was cancelled' },
      'wasCancelled',
    ],
    ['an unknown number', `say('{"requestId":99}');`, { reason: 'other-request', requestId: 99, expected: 1 }, '99'],
    [
      'two answers at once',
      `const text = JSON.stringify({ requestId: request.requestId }); say(text + '\\n' + text);`,
      { reason: 'unasked' },
      '"requestId":1',
    ],
    [
      'a line without an end',
      `const big = 'x'.repeat(10000); for (;;) writeSync(1, big);`,
      { reason: 'answer-too-long', limitBytes: 100_000 },
      'xxx',
    ],
    ['nothing, and exits', `process.exit(3);`, { reason: 'exited', code: 3 }, ''],
    ['half an answer, and exits', `writeSync(1, '{"exit'); process.exit(0);`, { reason: 'exited', code: 0 }, '{"exit'],
    [
      'nothing, closes its output and goes on',
      `process.stdout.destroy(); (await import('node:fs')).closeSync(1); setInterval(() => undefined, 1000);`,
      { reason: 'output-closed' },
      '',
    ],
  ])('it prints %s', async (_, body, problem, printed) => {
    const program = await worker(`if (request.arguments[0] !== 'good') { ${body} } else answer('good');`);
    const outcome = await outcomeOf(program, ['bad']);
    expect(outcome).toMatchObject({ kind: 'failed', problem });
    expect('printed' in outcome && outcome.printed).toContain(printed);
    const [pid = 0] = await started();
    expect(isAlive(-pid)).toBe(false);
    expect(await outcomeOf(program, ['good'])).toEqual(answered('good'));
  });

  test('by an answer too many, which is not taken for that of the next request', async () => {
    const program = await worker(`answer('of ' + n); if (n === 1) setImmediate(() => answer('again'));
      else await new Promise(() => setInterval(() => undefined, 1000));`);
    const first = await outcomeOf(program);
    // The request that it answers twice fails, too, if both answers arrive together.
    const failed = first.kind === 'failed' ? first : await outcomeOf(program);
    if (first !== failed) expect(first).toEqual(answered('of 1'));
    expect(failed).toMatchObject({ kind: 'failed' });
    expect('problem' in failed && failed.problem.reason).toMatch(/unasked|other-request/);
  });

  test('while nothing is asked, which fails the next request', async () => {
    const program = await worker(`answer(''); setTimeout(() => writeSync(1, 'by the way'));`);
    await outcomeOf(program);
    const [pid = 0] = await started();
    await dies(-pid);
    const outcome = await outcomeOf(program);
    expect(outcome).toEqual({ kind: 'failed', problem: { reason: 'unasked' }, printed: 'by the way' });
  });
});

describe('a worker that dies', () => {
  test('fails the request that waits', async () => {
    const program = await worker(`process.kill(process.pid, 'SIGSEGV');`);
    expect(await outcomeOf(program)).toEqual({ kind: 'killed', signal: 'SIGSEGV' });
  });

  test('behind its answer has answered, and is replaced', async () => {
    const program = await worker(`answer(String(n)); process.exit(1);`);
    for (let request = 1; request <= 3; request++) {
      expect(await outcomeOf(program)).toEqual(answered('1'));
      await dies((await started()).at(-1) ?? 0);
    }
    expect(await started()).toHaveLength(3);
  });

  test('while it is idle is replaced', async () => {
    const program = await worker(`answer(String(process.pid));`);
    await outcomeOf(program);
    const [pid = 0] = await started();
    process.kill(pid, 'SIGKILL');
    await dies(pid);
    expect(await outcomeOf(program)).toMatchObject({ kind: 'answered' });
  });

  test('takes what it started with it', async () => {
    const program = await worker(
      `const { spawn } = await import('node:child_process');
       appendFileSync('child', String(spawn('sleep', ['1000']).pid)); process.exit(1);`,
    );
    await outcomeOf(program);
    await dies(Number(await readFile(join(dir, 'child'), 'utf8')));
  });
});

describe('a worker that does not answer', () => {
  test('is ended when the time is over, and killed when it does not end', async () => {
    const program = await worker(`process.on('SIGTERM', () => undefined); writeSync(2, 'hangs');`);
    const { outcome, stderr } = await ask(program, [], { timeoutMs: 1000 });
    expect([outcome, stderr()]).toEqual([{ kind: 'timed-out' }, 'hangs']);
    const [pid = 0] = await started();
    expect(isAlive(-pid)).toBe(false);
  });

  test('is ended by an abort', async () => {
    const program = await worker(`appendFileSync('asked', 'yes');`);
    const abort = new AbortController();
    const outcome = outcomeOf(program, [], { signal: abort.signal, timeoutMs: 50_000 });
    await appears(join(dir, 'asked'));
    abort.abort();
    expect(await outcome).toEqual({ kind: 'aborted' });
  });

  test('and does not read its input either is ended, too', async () => {
    const program = join(dir, 'deaf');
    await writeFile(program, '#!/bin/sh\necho $$ > started\nexec sleep 1000\n', { mode: 0o755 });
    const outcome = await outcomeOf(program, ['x'.repeat(1_000_000)], { timeoutMs: 500 });
    expect(outcome).toEqual({ kind: 'timed-out' });
  });

  test('is asked to end by a stop, which lets the idle ones go', async () => {
    const program = await worker(
      `if (request.arguments[0] === 'quick') answer(''); else appendFileSync('asked', 'yes');`,
    );
    const quick = [outcomeOf(program, ['quick']), outcomeOf(program, ['quick'])];
    await Promise.all(quick);
    const slow = outcomeOf(program, ['slow']);
    await appears(join(dir, 'asked'));
    pool.stop();
    expect(await slow).toEqual({ kind: 'killed', signal: 'SIGTERM' });
    await Promise.all((await started()).map((pid) => dies(-pid)));
  });
});

test('a program that cannot be started is said to be so', async () => {
  expect(await outcomeOf(join(dir, 'none'))).toEqual({ kind: 'not-started', code: 'ENOENT' });
  expect(guarded.size).toBe(0);
});

test(`a worker is replaced after ${String(REQUESTS_PER_WORKER)} requests`, async () => {
  const program = await worker(`answer('');`);
  for (let request = 0; request < REQUESTS_PER_WORKER; request++) await outcomeOf(program);
  expect(await started()).toHaveLength(1);
  expect(await outcomeOf(program)).toEqual(answered(''));
  expect(await started()).toHaveLength(2);
});

test('every worker is guarded in a slot of its own for as long as it lives', async () => {
  const program = await worker(`answer('');`);
  await Promise.all([outcomeOf(program), outcomeOf(program)]);
  expect([...guarded.keys()].sort()).toEqual([7, 8]);
  expect([...guarded.values()].sort()).toEqual((await started()).sort());
  await pool.close();
  expect(guarded.size).toBe(0);
});

describe('the end', () => {
  test('lets an idle worker finish what it does when its input ends', async () => {
    const program = await worker(`answer(''); process.stdin.once('end', () => appendFileSync('left', 'in peace'));`);
    await outcomeOf(program);
    await pool.close();
    expect(await readFile(join(dir, 'left'), 'utf8')).toBe('in peace');
  });

  test('is waited for, also that of a worker that does not care', async () => {
    const program = await worker(
      `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); answer('');`,
    );
    await outcomeOf(program);
    await pool.close();
    const [pid = 0] = await started();
    expect(isAlive(-pid)).toBe(false);
  });
});
