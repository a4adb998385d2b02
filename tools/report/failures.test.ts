import { expect, test } from '@jest/globals';
import type { AnalyzeFailure } from '../analyze/analyze/index.js';
import type { AskFailure } from '../analyze/ask/index.js';
import type { PlanFileFailure } from '../plan/plan/index.js';
import { refs } from '../dev/testing/index.js';
import { describeAnalyzeFailure, exitCodeOfAnalyzeFailure } from './analyze_failures.js';
import { exitCodeOfConfigureFailure } from './configure_failures.js';
import { describeLookupFailure, exitCodeOfLookupFailure } from './lookup_failures.js';
import { describePlanFileFailure, exitCodeOfPlanFileFailure } from './plan_failures.js';

const asked = { what: 'configure', label: '//a:b', file: '/runfiles/a/b' } as const;
const place = { line: 3, column: 7 };

test.each<[AskFailure, string]>([
  [
    { reason: 'ask-not-started', asked, code: 'EACCES' },
    'configure of //a:b could not be started: /runfiles/a/b is not executable; give it the execute bit (chmod +x)',
  ],
  [
    { reason: 'ask-not-started', asked, code: 'ENOENT' },
    'configure of //a:b could not be started: /runfiles/a/b, or the interpreter that its first line names, does not exist',
  ],
  [
    { reason: 'ask-not-started', asked, code: 'EMFILE' },
    'configure of //a:b could not be started: too many files are open (EMFILE) (/runfiles/a/b)',
  ],
  [
    { reason: 'ask-exit-non-zero', asked, exitCode: 3, stderrTail: 'Traceback:\n  \u001b[31moh\u001b[0m\n' },
    'configure of //a:b failed with exit code 3 (/runfiles/a/b)\n  | Traceback:\n  |   \\u001b[31moh\\u001b[0m',
  ],
  [
    { reason: 'ask-killed', asked, signal: 'SIGKILL', stderrTail: '' },
    'configure of //a:b was killed by SIGKILL (/runfiles/a/b)\n  it printed nothing on standard error',
  ],
  [
    { reason: 'ask-timed-out', asked, timeoutMs: 1500, stderrTail: 'waiting' },
    'configure of //a:b did not end within 1.50s (/runfiles/a/b); raise --configure-timeout if it needs longer\n  | waiting',
  ],
  [
    { reason: 'ask-output-too-large', asked, limitBytes: 512 * 2 ** 20 - 24, excerpt: 'yes\\nyes' },
    'configure of //a:b printed more than 512.0 MiB and was stopped (/runfiles/a/b); its output begins: yes\\nyes',
  ],
  [{ reason: 'ask-aborted', asked }, 'configure of //a:b was stopped before it ended'],
  [
    { reason: 'ask-bad-json', asked, problem: { kind: 'empty' }, stderrTail: 'warned' },
    'configure of //a:b (/runfiles/a/b) printed nothing on standard output; it must print JSON there\n  | warned',
  ],
  [
    {
      reason: 'ask-bad-json',
      asked,
      problem: { kind: 'text-before', line: 1, excerpt: 'Loading...', jsonLine: 2 },
      stderrTail: 'noise',
    },
    'configure of //a:b (/runfiles/a/b) printed text before its JSON, on line 1: Loading...\n' +
      '  the JSON begins on line 2; print JSON only on standard output, and messages on standard error',
  ],
  [
    { reason: 'ask-bad-json', asked, problem: { kind: 'text-after', place, excerpt: '{"a":2}' }, stderrTail: '' },
    'configure of //a:b (/runfiles/a/b) printed text after its JSON, at line 3, column 7: {"a":2}\n' +
      '  print one JSON value on standard output and nothing else; messages belong on standard error',
  ],
  [
    {
      reason: 'ask-bad-json',
      asked,
      problem: { kind: 'malformed', place, expected: 'a value', excerpt: '…"a": x}', truncated: false },
      stderrTail: '',
    },
    'configure of //a:b (/runfiles/a/b) printed invalid JSON, at line 3, column 7: expected a value in …"a": x}',
  ],
  [
    {
      reason: 'ask-bad-json',
      asked,
      problem: { kind: 'malformed', place, expected: '"," or "]"', excerpt: '', truncated: true },
      stderrTail: '',
    },
    'configure of //a:b (/runfiles/a/b) printed JSON that ends too early, at line 3, column 7: "," or "]" is missing',
  ],
  [
    { reason: 'ask-bad-json', asked, problem: { kind: 'not-utf8', excerpt: '["\ufffd"]' }, stderrTail: '' },
    'configure of //a:b (/runfiles/a/b) printed bytes that are not UTF-8: ["\ufffd"]',
  ],
  [
    {
      reason: 'ask-bad-shape',
      asked,
      problem: { path: [3, 'inputs', 0, 'ref'], message: 'ref is empty; a ref has 1 to 1024 bytes', found: '""' },
    },
    'configure of //a:b printed JSON of the wrong shape at [3].inputs[0].ref: ref is empty; a ref has 1 to 1024 bytes; it is "" (/runfiles/a/b)',
  ],
])('a message names the failed call, its program and the fix: %j', (failure, text) => {
  expect(describeAnalyzeFailure(failure)).toBe(text);
  expect(exitCodeOfAnalyzeFailure(failure)).toBe(1);
});

test('exit code 2 of a called program becomes exit code 2 of the command', () => {
  const failure = { reason: 'ask-exit-non-zero', asked, exitCode: 2, stderrTail: 'no such day' } as const;
  expect(exitCodeOfAnalyzeFailure(failure)).toBe(2);
  expect(exitCodeOfLookupFailure(failure)).toBe(2);
  expect(exitCodeOfConfigureFailure(failure)).toBe(2);
});

const step = (name: string) => ({ ref: refs(name)[0]!, job: `//a:${name}` });

test.each<[AnalyzeFailure, string, 1 | 2]>([
  [
    { reason: 'ref-not-placed', graph: '//a:g', refs: refs('x', 'y').map((ref) => ({ ref })) },
    'no job of //a:g makes x, y; check the spelling, or extend lookup',
    2,
  ],
  [
    {
      reason: 'ref-not-placed',
      graph: '//a:g',
      refs: [{ ref: refs('x')[0]!, neededBy: { job: '//a:b', output: refs('o')[0]! } }],
    },
    'no job of //a:g makes 1 ref; check the spelling, or extend lookup\n  x, needed by //a:b for o',
    2,
  ],
  [
    { reason: 'ref-not-placed', graph: '//a:g', refs: refs('x').map((ref) => ({ ref })), patterns: ['a/{x}', 'b'] },
    'no job of //a:g makes x; check the spelling, or add a pattern to the makes of a job (the patterns are a/{x}, b)',
    2,
  ],
  [
    { reason: 'template-no-pattern', job: '//a:b', refs: refs('x'), makes: ['a/{x}'] },
    '//a:b does not make x; check the spelling, or add a pattern to its makes (a/{x})',
    2,
  ],
  [
    {
      reason: 'template-input-unfit',
      job: '//a:b',
      text: 'in/{x}',
      refs: refs('a/1 /b'),
      problem: { reason: 'ref-surrounding-space' },
    },
    'input "in/{x}" of //a:b, filled in for a/1 /b, is not a valid ref: it begins or ends with white space; remove it',
    2,
  ],
  [
    { reason: 'configure-ref-missing', job: '//a:b', refs: refs('x/2024') },
    '//a:b configured no output for x/2024; each ref that configure is given must be in exactly one config\'s "outputs"',
    1,
  ],
  [
    {
      reason: 'ref-in-two-configs',
      refs: refs('x'),
      first: { job: '//a:b', outputs: refs('x'), args: [] },
      second: { job: '//a:c', outputs: refs('x', 'y'), args: ['--n', '2'] },
    },
    'x is an output of configs of //a:b and //a:c; only one may make it\n' +
      '  //a:b: outputs x; no args\n' +
      '  //a:c: outputs x, y; args "--n" "2"',
    1,
  ],
  [
    { reason: 'self-dependency', job: '//a:b', ref: refs('x')[0]! },
    '//a:b needs its own output x; remove it from the inputs, or make it a "query" input if the job reads the earlier data',
    1,
  ],
  [
    { reason: 'cycle', path: [step('x'), step('y')] },
    'these partitions depend on each other, so none can be built first: x (//a:x) → y (//a:y) → x; remove one of these inputs',
    1,
  ],
])('a message explains why the job graph cannot be made: %j', (failure, text, exitCode) => {
  expect(describeAnalyzeFailure(failure)).toBe(text);
  expect(exitCodeOfAnalyzeFailure(failure)).toBe(exitCode);
});

test('a message about 100,000 refs or steps stays short, and counts what it does not list', () => {
  const many = Array.from({ length: 100_000 }, (_, number) => `x${String(number)}`);
  const missing = describeAnalyzeFailure({ reason: 'configure-ref-missing', job: '//a:b', refs: refs(...many) });
  expect(missing).toContain('x0, x1, x2, x3, x4 and 99,995 more');
  const cycle = describeAnalyzeFailure({ reason: 'cycle', path: many.map(step) });
  expect(cycle).toContain('x7 (//a:x7) → … 99,984 more … → x99992 (//a:x99992)');
  expect(cycle.length).toBeLessThan(1000);
});

const known = ['//a:b', '//a:c'];

test.each([
  [
    { reason: 'lookup-ref-missing', lookup: '//a:g', refs: refs('x') },
    'no job of //a:g makes x; check the spelling, or extend lookup',
    2,
  ],
  [
    { reason: 'lookup-ref-missing', lookup: '//a:g', refs: refs('x'), patterns: ['a/{x}'] },
    'no job of //a:g makes x; check the spelling, or add a pattern to the makes of a job (the patterns are a/{x})',
    2,
  ],
  [
    {
      reason: 'lookup-two-patterns',
      lookup: '//a:g',
      refs: refs('a/1'),
      first: { job: '//a:b', pattern: 'a/{x}' },
      second: { job: '//a:c', pattern: '{y}/1' },
    },
    'two jobs of //a:g make a/1: a/{x} of //a:b and {y}/1 of //a:c both match; make the patterns of one job more specific',
    1,
  ],
  [
    {
      reason: 'lookup-other-pattern',
      lookup: '//a:g',
      job: '//a:b',
      refs: refs('a/1', 'a/2'),
      claim: { job: '//a:c', pattern: 'a/{x}' },
    },
    'lookup of //a:g gives a/1, a/2 to //a:b, but a/{x} of //a:c matches; correct lookup or the makes of //a:c',
    1,
  ],
  [
    { reason: 'lookup-no-pattern', lookup: '//a:g', job: '//a:b', refs: refs('a/1'), makes: ['b/{x}', 'c'] },
    'lookup of //a:g gives a/1 to //a:b, whose makes does not match (b/{x}, c); correct lookup or makes',
    1,
  ],
  [
    { reason: 'lookup-ref-twice', lookup: '//a:g', ref: refs('x')[0]!, jobs: ['//a:b', '//a:c'] },
    'lookup of //a:g gives x to both //a:b and //a:c; it must give every ref to one job, once',
    1,
  ],
  [
    { reason: 'lookup-ref-twice', lookup: '//a:g', ref: refs('x')[0]!, jobs: ['//a:b', '//a:b'] },
    'lookup of //a:g gives x to //a:b twice; it must give every ref to one job, once',
    1,
  ],
  [
    { reason: 'lookup-ref-unasked', lookup: '//a:g', job: ':b', refs: ['x\n'] },
    'lookup of //a:g gives :b refs that were not in its input: x\\n; it must answer with the refs it was given, unchanged',
    1,
  ],
  [
    { reason: 'lookup-unknown-job', lookup: '//a:g', label: ':z', resolved: '//a:z', refs: ['x'], known },
    'lookup of //a:g gives x to ":z", but //a:z is not among the graph\'s jobs; its jobs are //a:b, //a:c',
    1,
  ],
  [
    {
      reason: 'lookup-unknown-job',
      lookup: '//a:g',
      label: 'a:b:c',
      resolved: { reason: 'label-malformed', label: 'a:b:c' },
      refs: [],
      known,
    },
    'lookup of //a:g names the job "a:b:c", but it is not a label; write :name, //package:name or @@repository//package:name; its jobs are //a:b, //a:c',
    1,
  ],
] as const)('a message explains what is wrong with the answer of lookup: %j', (failure, text, exitCode) => {
  expect(describeLookupFailure(failure)).toBe(text);
  expect(exitCodeOfLookupFailure(failure)).toBe(exitCode);
});

test.each<[PlanFileFailure, string]>([
  [{ reason: 'plan-not-json', problem: { kind: 'empty' } }, 'the plan is empty; did the command that made it fail?'],
  [
    {
      reason: 'plan-not-json',
      problem: { kind: 'malformed', place, expected: 'a value', excerpt: '', truncated: true },
    },
    'the plan ends too early, at line 3, column 7: a value is missing; was the file truncated?',
  ],
  [
    { reason: 'plan-schema-version', found: '2', supported: 1 },
    'the plan has schemaVersion 2, and this DataBuild reads 1; run it with the DataBuild that made it, or plan again',
  ],
  [
    { reason: 'plan-too-large', line: 1_204, maxLength: 536_870_888 },
    "the plan has more than 536,870,888 characters, and line 1,204 is not as DataBuild writes it; a plan of this size is read only with each task on a line of its own, as the graph's .plan target writes it: plan again",
  ],
  [
    { reason: 'plan-is-job-graph', graph: '//a:g' },
    "this is a job graph of //a:g, not a plan; make a plan with the graph's .plan target",
  ],
  [
    { reason: 'plan-bad-shape', place, problem: { path: ['tasks', 1, 'id'], message: 'Invalid string', found: '5' } },
    'the plan is wrong at line 3, column 7, tasks[1].id: Invalid string; it is 5',
  ],
  [
    { reason: 'plan-unknown-dependency', task: 'aaaa', job: '//a:b', dependency: 'bbbb' },
    'task aaaa (//a:b) depends on task bbbb, which is not in the plan; add that task, or remove it from "dependsOn"',
  ],
  [
    {
      reason: 'plan-cycle',
      path: [
        { id: 'aaaa', job: '//a:b' },
        { id: 'bbbb', job: '//a:c' },
      ],
    },
    'these tasks of the plan depend on each other: aaaa (//a:b) → bbbb (//a:c) → aaaa',
  ],
])('a message explains what is wrong with the plan: %j', (failure, text) => {
  expect(describePlanFileFailure(failure)).toBe(text);
  expect(exitCodeOfPlanFileFailure(failure)).toBe(2);
});
