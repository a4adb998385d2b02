import { expect, test } from '@jest/globals';
import { fakeAsk, fakeJob, prints, refs, templateJob } from '../../dev/testing/index.js';
import { Claims } from './claims.js';
import { Configs } from './configs.js';
import { askJobs, claimConfigs, configure } from './configure.js';

const authors = templateJob('authors', ['authors/month={month}'], {
  inputs: ['commits/month={month}', 'names/all'],
  queryInputs: ['authors/month={month}/hints'],
  args: ['--month', '{month}', '{{month}}'],
  env: { MONTH: '{month}', BRACES: '{{}}' },
});

const configureWithout = (job: typeof authors, ...texts: string[]) =>
  configure(job, refs(...texts), { ask: fakeAsk({}).ask });

test('each ref is a config of its own, with the names of its pattern filled in', async () => {
  const found = await configureWithout(authors, 'authors/month=1', 'authors/month=$(rm) {x}');
  expect(found.ok && found.value).toEqual([
    {
      outputs: ['authors/month=1'],
      inputs: [
        { depType: 'materialize', ref: 'commits/month=1' },
        { depType: 'materialize', ref: 'names/all' },
        { depType: 'query', ref: 'authors/month=1/hints' },
      ],
      args: ['--month', '1', '{month}'],
      env: { MONTH: '1', BRACES: '{}' },
      executable: '_main/test/authors.run',
    },
    expect.objectContaining({
      outputs: ['authors/month=$(rm) {x}'],
      args: ['--month', '$(rm) {x}', '{month}'],
      env: { MONTH: '$(rm) {x}', BRACES: '{}' },
    }),
  ]);
});

test('a job with patterns alone makes each ref from nothing', async () => {
  expect(await configureWithout(templateJob('a', ['airports/all']), 'airports/all')).toEqual({
    ok: true,
    value: [{ outputs: ['airports/all'], inputs: [], args: [], env: {}, executable: '_main/test/a.run' }],
  });
});

test('a ref that several patterns match is read by the first of them', async () => {
  const job = templateJob('a', ['{kind}/x={x}', 'a/{x}'], { args: ['{x}'] });
  const found = await configureWithout(job, 'a/x=1', 'a/1');
  expect(found.ok && found.value.map(({ args }) => args)).toEqual([['1'], ['1']]);
});

test('refs that no pattern matches are named, with the patterns', async () => {
  expect(await configureWithout(authors, 'authors/month=', 'authors/month=1', 'x')).toEqual({
    ok: false,
    error: [
      {
        reason: 'template-no-pattern',
        job: '//test:authors',
        refs: ['authors/month=', 'x'],
        makes: ['authors/month={month}'],
      },
    ],
  });
});

test('an input that is no ref is named once, with the outputs that need it', async () => {
  const job = templateJob('a', ['a/{x}/b'], { inputs: ['in/{x}', 'ok/{x}/'], args: ['{x}'] });
  expect(await configureWithout(job, 'a/1 /b', 'a/2/b', 'a/3 /b')).toEqual({
    ok: false,
    error: [
      {
        reason: 'template-input-unfit',
        job: '//test:a',
        text: 'in/{x}',
        refs: ['a/1 /b', 'a/3 /b'],
        problem: { reason: 'ref-surrounding-space' },
      },
    ],
  });
});

test('jobs with programs and jobs without give their configs in the order of the requests', async () => {
  const configs = new Configs();
  const claims = new Claims(configs);
  const { ask, calls } = fakeAsk({ 'p.configure': () => prints([{ outputs: ['p/1', 'b/2'], args: ['secret'] }]) });
  const requests = [
    { job: templateJob('a', ['a/{x}']), refs: refs('a/1', 'a/2') },
    { job: fakeJob('p'), refs: refs('p/1') },
    { job: templateJob('b', ['b/{x}'], { args: ['{x}'] }), refs: refs('b/2') },
  ];
  const answers = await askJobs(requests, { ask, configs });
  const failures = answers.flatMap((answer) => claimConfigs(answer, claims, undefined));
  expect([0, 1, 2, 3].map((claim) => claims.name(claim).output)).toEqual(['a/1', 'a/2', 'p/1', 'b/2']);
  expect(calls.length).toBe(1);
  expect(failures).toEqual([
    {
      reason: 'ref-in-two-configs',
      refs: ['b/2'],
      first: { job: '//test:p', outputs: ['p/1', 'b/2'], args: ['secret'] },
      second: { job: '//test:b', outputs: ['b/2'], args: ['2'] },
    },
  ]);
});
