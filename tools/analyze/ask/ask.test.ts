import { describe, expect, test } from '@jest/globals';
import { ok, type PartitionRef } from '../../base/model/index.js';
import type { CaptureOutcome } from '../../base/runtime/index.js';
import { fails, fakeAsk, fakeCapture, prints, printsText, refs } from '../../dev/testing/index.js';
import { askAll, type Question } from './ask.js';

const question = (overrides: Partial<Question<unknown>> = {}): Question<unknown> => ({
  what: 'configure',
  label: '//a:b',
  executable: '_main/a/program',
  refs: refs('x', 'y'),
  refsFrom: 'args',
  validate: ok,
  ...overrides,
});

const asked = { what: 'configure', label: '//a:b', file: '/runfiles/_main/a/program' };

test('passes all refs to one process and returns its JSON', async () => {
  const { ask, calls } = fakeAsk({ program: prints });
  const [answers] = await askAll([question()], ask);
  expect(answers).toEqual([{ asked, refs: ['x', 'y'], outcome: { ok: true, value: ['x', 'y'] } }]);
  expect(calls).toEqual([{ program: 'program', refs: ['x', 'y'] }]);
});

test('starts an absolute path as it is', async () => {
  const { capture } = fakeCapture({ program: (_, { file }) => prints(file) });
  const { ask } = fakeAsk({});
  const [[answer] = []] = await askAll([question({ executable: '/opt/program' })], { ...ask, capture });
  expect(answer?.outcome).toEqual({ ok: true, value: '/opt/program' });
});

describe('with more refs than fit on a command line', () => {
  const many = refs(
    ...Array.from({ length: 60_000 }, (_, number) => `some/long/partition/ref/number=${String(number)}`),
  );

  test('starts several processes, and loses or reorders nothing', async () => {
    const { ask, calls } = fakeAsk({ program: prints });
    const [answers = []] = await askAll([question({ refs: many })], ask);
    expect(calls.length).toBeGreaterThan(1);
    expect(answers.flatMap((answer) => answer.refs)).toEqual(many);
    expect(answers.flatMap(({ outcome }) => (outcome.ok ? (outcome.value as string[]) : []))).toEqual(many);
  });

  test('counts the environment towards the limit', async () => {
    const room = (env: Record<string, string>) => {
      const { ask, calls } = fakeAsk({ program: prints });
      return askAll([question({ refs: many })], { ...ask, env }).then(() => calls.length);
    };
    expect(
      await room({ BIG: 'x'.repeat(100_000), OTHER: 'x'.repeat(100_000), THIRD: 'x'.repeat(100_000) }),
    ).toBeGreaterThan(await room({}));
  });

  test('passes all refs to one process on standard input, one per line', async () => {
    const { ask, calls } = fakeAsk({
      program: (_, request) => prints([request.args, request.stdin?.split('\n').length]),
    });
    const [answers] = await askAll([question({ refs: many, refsFrom: 'stdin' })], ask);
    expect(answers?.map((answer) => answer.outcome)).toEqual([{ ok: true, value: [[], many.length + 1] }]);
    expect(calls).toHaveLength(1);
  });
});

test('runs different executables in parallel, up to the limit', async () => {
  const bothRun = Promise.withResolvers<CaptureOutcome>();
  let running = 0;
  const program = () => {
    if (++running === 2) bothRun.resolve(prints('ok'));
    return bothRun.promise;
  };
  const { ask } = fakeAsk({ one: program, two: program });
  const answers = await askAll([question({ executable: '_main/one' }), question({ executable: '_main/two' })], ask);
  expect(answers.map(([answer]) => answer?.outcome)).toEqual([
    { ok: true, value: 'ok' },
    { ok: true, value: 'ok' },
  ]);
});

test('starts no process for a question without refs', async () => {
  const { ask, calls } = fakeAsk({ program: prints });
  expect(await askAll([question({ refs: [] as PartitionRef[] }), question()], ask)).toHaveLength(2);
  expect(calls).toHaveLength(1);
});

test.each<[string, CaptureOutcome, object]>([
  [
    'a program that cannot be started',
    { kind: 'not-started', code: 'EACCES' },
    { reason: 'ask-not-started', code: 'EACCES' },
  ],
  ['an exit code', fails(3, 'oh'), { reason: 'ask-exit-non-zero', exitCode: 3, stderrTail: 'oh' }],
  [
    'a signal',
    { kind: 'killed', signal: 'SIGSEGV', stdout: Buffer.alloc(0), stderrTail: 'oh' },
    { reason: 'ask-killed', signal: 'SIGSEGV', stderrTail: 'oh' },
  ],
  [
    'a timeout',
    { kind: 'timed-out', timeoutMs: 1500, stdout: Buffer.alloc(0), stderrTail: '' },
    { reason: 'ask-timed-out', timeoutMs: 1500, stderrTail: '' },
  ],
  [
    'endless output',
    { kind: 'output-too-large', limitBytes: 10, stdout: Buffer.from('lots\nof it'), stderrTail: '' },
    { reason: 'ask-output-too-large', limitBytes: 10, excerpt: 'lots\\nof it' },
  ],
  ['an abort', { kind: 'aborted' }, { reason: 'ask-aborted' }],
  [
    'empty output',
    printsText('', 'warned'),
    { reason: 'ask-bad-json', problem: { kind: 'empty' }, stderrTail: 'warned' },
  ],
])('the failure for %s names the executable and its label', async (_, outcome, failure) => {
  const { ask } = fakeAsk({ program: () => outcome });
  const [[answer] = []] = await askAll([question()], ask);
  expect(answer?.outcome).toEqual({ ok: false, error: { asked, ...failure } });
});

test('the failure for JSON of the wrong shape has the place that the check found', async () => {
  const problem = { path: [0], message: 'no', found: '1' };
  const { ask } = fakeAsk({ program: () => prints([1]) });
  const [[answer] = []] = await askAll([question({ validate: () => ({ ok: false, error: problem }) })], ask);
  expect(answer?.outcome).toEqual({ ok: false, error: { asked, reason: 'ask-bad-shape', problem } });
});
