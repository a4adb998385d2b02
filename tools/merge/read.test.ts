import { expect, test } from '@jest/globals';
import type { JobGraph, PartitionRef, Plan } from '../model/index.js';
import { writePlan } from '../plan/index.js';
import { readPlanOrJobGraph } from './read.js';

const GRAPH: JobGraph = {
  schemaVersion: 1,
  graph: '//:g',
  outputs: ['r' as PartitionRef],
  tasks: [
    {
      id: '0123456789abcdef',
      job: '//:j',
      jobVersion: '1.0.0',
      config: { outputs: ['r' as PartitionRef], inputs: [], args: [], env: {}, executable: 'run' },
      dependsOn: [],
      versionKey: 'key',
    },
  ],
};

const PLAN: Plan = { ...GRAPH, tasks: [], pruned: [], catalog: { snapshot: 's' } };

const textOf = (graph: JobGraph | Plan): string => [...writePlan(graph)].join('');

test('reads plans as plans and job graphs as job graphs', () => {
  expect(readPlanOrJobGraph(textOf(PLAN))).toEqual({ ok: true, value: PLAN });
  expect(readPlanOrJobGraph(textOf(GRAPH))).toEqual({ ok: true, value: GRAPH });
});

test('says of a job graph what is wrong with it as a job graph', () => {
  const text = textOf(GRAPH).replace('"1.0.0"', '"1.0"');
  const line = text.split('\n').findIndex((content) => content.includes('"1.0"')) + 1;
  expect(readPlanOrJobGraph(text)).toMatchObject({
    ok: false,
    error: { reason: 'plan-bad-shape', problem: { path: ['tasks', 0, 'jobVersion'] }, place: { line } },
  });
});

test('says of a plan what is wrong with it as a plan', () => {
  const result = readPlanOrJobGraph(textOf(PLAN).replace('"snapshot"', '"snap"'));
  expect(result).toMatchObject({ ok: false, error: { problem: { path: ['catalog', 'snapshot'] } } });
});

test.each([
  ['', 'plan-not-json'],
  ['{"schemaVersion":1', 'plan-not-json'],
  ['{"schemaVersion":2,"tasks":[]}', 'plan-schema-version'],
  ['[]', 'plan-bad-shape'],
])('refuses %j', (text, reason) => {
  expect(readPlanOrJobGraph(text)).toMatchObject({ ok: false, error: { reason } });
});
