import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ApiRig, GRAPH, ref } from '../testing/index.js';

let rig: ApiRig;

beforeEach(async () => {
  rig = await ApiRig.open();
});

afterEach(() => rig[Symbol.asyncDispose]());

const grid = async (query: string) => (await rig.get(`/graphs/${GRAPH}/grid?${query}`)).json;
const REPORT = `job=${encodeURIComponent('//test:report')}`;

test('a grid shows the partitions of a job, and follows the catalog', async () => {
  await rig.record(['report/month=1', 'report/month=3', 'delays/month=2']);
  expect(await grid(REPORT)).toMatchObject({
    ...{ job: '//test:report', pattern: 'report/month={month}', rowName: 'month' },
    ...{ rows: ['1', '3'], columns: [''], cells: ['s', 's'] },
  });
  await rig.record(['report/month=2'], { jobVersion: '0.1.0' });
  await rig.catalog.forget([ref('report/month=3')]);
  expect(await grid(REPORT)).toMatchObject({
    ...{ rows: ['1', '2', '3'], cells: ['s', 'v', ' '] },
    counts: { valid: 1, stale: 1, none: 1 },
  });
});

test('names that a job does not have are refused with those that it has', async () => {
  expect(await grid(`job=x`)).toMatchObject({ status: 404, detail: expect.stringContaining('//t:g has no job x') });
  expect(await grid(`${REPORT}&rows=day`)).toMatchObject({
    status: 422,
    detail: 'no pattern of //test:report has the names day; its names are month',
  });
  expect(await grid(`${REPORT}&at=month`)).toMatchObject({ status: 400 });
  expect(await grid(`${REPORT}&at=month=1`)).toMatchObject({ status: 422 });
});

test('the graph of jobs has the counts of their partitions', async () => {
  await rig.record(['delays/month=1'], { jobVersion: '0.1.0' });
  await rig.record(['report/month=1', 'report/month=2']);
  expect((await rig.get(`/graphs/${GRAPH}/job-graph`)).json).toMatchObject({
    jobs: [
      { label: '//test:delays', counts: { valid: 1, stale: 0 } },
      { label: '//test:report', counts: { valid: 0, stale: 2 } },
    ],
    edges: [],
  });
});
