import { expect, test } from '@jest/globals';
import { fakeDescriptor, fakeJob } from '../dev/testing/index.js';
import { slurmOptions } from './slurm_options.js';

const JOBS = [fakeJob('plain'), fakeJob('large', { engineOptions: { partition: 'long', 'pack-seconds': '0' } })];
const GRAPH = { ...fakeDescriptor(JOBS), engineOptions: { partition: 'short', qos: 'low', 'lost-after': '60' } };

test('the options of a job override those of the graph', () => {
  const options = slurmOptions(GRAPH, new Map());
  const shared = { account: undefined, qos: 'low', slackMinutes: 5 };
  expect(options).toEqual({
    ok: true,
    value: {
      lostAfterMs: 60_000,
      jobs: new Map([
        ['//test:plain', { ...shared, partition: 'short', packMs: 60_000 }],
        ['//test:large', { ...shared, partition: 'long', packMs: 0 }],
      ]),
    },
  });
});

test('the command line overrides the options of the job and of the graph', () => {
  const options = slurmOptions(
    GRAPH,
    new Map([
      ['partition', 'debug'],
      ['lost-after', '1'],
    ]),
  );
  if (!options.ok) throw new Error(options.error);
  expect(options.value.lostAfterMs).toBe(1000);
  expect([...options.value.jobs.values()].map(({ partition, qos }) => [partition, qos])).toEqual([
    ['debug', 'low'],
    ['debug', 'low'],
  ]);
});

test.each([
  [{}, {}, { queue: 'x' }, 'it has no option queue; its options are account, partition, qos'],
  [{}, {}, { 'pack-seconds': '1m' }, 'its option pack-seconds is "1m"; it must be a whole number'],
  [{}, {}, { qos: ' low' }, 'its option qos is " low"; it must be a name without white space around it'],
  [{}, {}, { account: '' }, 'its option account is ""; it must be a name'],
  [{}, {}, { partition: 'a\tb' }, 'its option partition is "a\\tb"; it must be a name'],
  [{ queue: 'x' }, {}, {}, 'it has no option queue in engine_options of //test:graph; its options are'],
  [{}, { 'slack-minutes': '' }, {}, 'its option slack-minutes in engine_options of //test:job is ""'],
])('options of graph %j, job %j and command line %j are refused', (ofGraph, ofJob, typed, problem) => {
  const descriptor = { ...fakeDescriptor([fakeJob('job', { engineOptions: ofJob })]), engineOptions: ofGraph };
  expect(slurmOptions(descriptor, new Map(Object.entries(typed)))).toEqual({
    ok: false,
    error: expect.stringContaining(problem),
  });
});
