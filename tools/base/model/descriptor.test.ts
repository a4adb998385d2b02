import { expect, test } from '@jest/globals';
import { graphDescriptorSchema, jobDescriptorSchema } from './descriptor.js';

const SETTINGS = {
  label: '//a:j',
  run: '_main/run',
  runDigest: '_main/run.digest',
  version: '1.0.0',
  validity: 'version',
  refsFrom: 'args',
  retries: 0,
  retryDelayMs: 0,
  timeoutMs: 0,
  expectedDurationMs: 0,
  resources: {},
};
const PROGRAM = { configure: '_main/configure', configureDigest: '_main/configure.digest' };
const TEMPLATE = { inputs: ['in/{x}'], queryInputs: ['all/{x}'], args: ['{x}', '{{}}'], env: { X: '{x}' } };

/** What is wrong with the descriptor of a job: where, and why. */
const problemsOf = (fields: object): string[] => {
  const parsed = jobDescriptorSchema().safeParse({ ...SETTINGS, ...fields });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test('a job is configured by a program, with or without patterns, or by a template with patterns', () => {
  expect(problemsOf(PROGRAM)).toEqual([]);
  expect(problemsOf({ ...PROGRAM, makes: ['a/{x}'] })).toEqual([]);
  expect(problemsOf({ makes: ['a/{x}', '{x}/{y}'], template: TEMPLATE })).toEqual([]);
});

test.each([
  ['nothing that configures it', {}, 'template: must be there, because configure is not'],
  ['a template without patterns', { template: TEMPLATE }, 'makes: must be there, because template is'],
  ['a program without its digest', { configure: '_main/configure' }, 'configureDigest: must be there exactly if'],
  [
    'both a program and a template',
    { ...PROGRAM, makes: ['a/{x}'], template: TEMPLATE },
    'template: must not be there, because configure is',
  ],
  ['a bad pattern', { ...PROGRAM, makes: ['a/{x}', 'b//c'] }, 'makes.1: "b//c" has an empty segment'],
  [
    'a name that only one of its patterns binds',
    { makes: ['a/{x}', 'b/{y}'], template: TEMPLATE },
    'template.inputs.0: uses {x}, which "b/{y}" of makes does not bind',
  ],
  [
    'an input that is no ref',
    { makes: ['a/{x}'], template: { ...TEMPLATE, queryInputs: ['b', '{x} '] } },
    'template.queryInputs.1: is not a ref: it begins or ends with white space',
  ],
  [
    'a stray brace in a variable',
    { makes: ['a/{x}'], template: { ...TEMPLATE, env: { X: '{x}}' } } },
    'template.env.X: has a stray brace',
  ],
])('a job with %s is refused', (_, fields, problem) => {
  expect(problemsOf(fields)).toEqual([expect.stringContaining(problem)]);
});

test('a graph without a lookup needs patterns of all of its jobs', () => {
  const graph = { schemaVersion: 1, kind: 'graph', label: '//a:g', package: 'a' };
  const jobs = [
    { ...SETTINGS, ...PROGRAM, makes: ['a'] },
    { ...SETTINGS, ...PROGRAM },
  ];
  expect(graphDescriptorSchema().safeParse({ ...graph, jobs: jobs.slice(0, 1) }).success).toBe(true);
  expect(graphDescriptorSchema().safeParse({ ...graph, jobs }).error?.issues).toMatchObject([
    { path: ['jobs', 1, 'makes'], message: 'must be there, because the graph has no lookup' },
  ]);
  const lookup = { lookup: '_main/lookup', lookupDigest: '_main/lookup.digest' };
  expect(graphDescriptorSchema().safeParse({ ...graph, ...lookup, jobs }).success).toBe(true);
});
