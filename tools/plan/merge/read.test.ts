import { expect, test } from '@jest/globals';
import type { JobGraph, Plan } from '../../base/model/index.js';
import { writePlan } from '../plan/index.js';
import { fakeJobGraph, fakePlan, fakeTask } from '../../dev/testing/index.js';
import { readPlanOrJobGraph as read } from './read.js';

const GRAPH = fakeJobGraph([fakeTask({ outputs: ['r'] })]);

const PLAN = fakePlan([]);

const textOf = (graph: JobGraph | Plan): string => [...writePlan(graph)].join('');

const readPlanOrJobGraph = (text: string) => read([Buffer.from(text)]);

test('reads plans as plans and job graphs as job graphs', async () => {
  expect(await readPlanOrJobGraph(textOf(PLAN))).toEqual({ ok: true, value: PLAN });
  expect(await readPlanOrJobGraph(textOf(GRAPH))).toEqual({ ok: true, value: GRAPH });
});

test('checks a job graph against the schema of job graphs', async () => {
  const text = textOf(GRAPH).replace('"jobVersion":"0.0.0"', '"jobVersion":"1.0"');
  const line = text.split('\n').findIndex((content) => content.includes('"1.0"')) + 1;
  expect(await readPlanOrJobGraph(text)).toMatchObject({
    ok: false,
    error: { reason: 'plan-bad-shape', problem: { path: ['tasks', 0, 'jobVersion'] }, place: { line } },
  });
});

test('checks a plan against the schema of plans', async () => {
  const result = await readPlanOrJobGraph(textOf(PLAN).replace('"snapshot"', '"snap"'));
  expect(result).toMatchObject({ ok: false, error: { problem: { path: ['catalog', 'snapshot'] } } });
});

test.each([
  ['', 'plan-not-json'],
  ['{"schemaVersion":1', 'plan-not-json'],
  ['{"schemaVersion":2,"tasks":[]}', 'plan-schema-version'],
  ['[]', 'plan-bad-shape'],
])('rejects %j', async (text, reason) => {
  expect(await readPlanOrJobGraph(text)).toMatchObject({ ok: false, error: { reason } });
});
