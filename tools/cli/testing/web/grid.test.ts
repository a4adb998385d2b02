/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(120_000);

const JOB = encodeURIComponent('//t:sums');
const GRID = `/graphs/${encodeURIComponent('//t:g')}/grid?job=${JOB}`;

let rig: WebRig;

beforeEach(async () => {
  const run = '#!/bin/sh\ncase $1 in fail*) exit 3 ;; esac\n';
  const graph = new TestGraph(undefined, { run });
  graph.setTemplates({ sums: { makes: ['sum/{day}/{shop}'], args: ['{shop}'] } });
  rig = await WebRig.start(graph);
});

afterEach(async () => {
  await rig.close();
});

test('cells are chosen by dragging or by the table, and lead to a request or to their partition', async () => {
  const { page } = rig;
  await rig.request(['sum/1/a', 'sum/1/b', 'sum/2/a', 'sum/2/b'], 'succeeded');
  await rig.open(GRID);
  const canvas = page.getByRole('img', { name: 'The cells by their states' });
  await canvas.waitFor();
  // 20 pixels a cell, beside the values of rows and columns.
  await canvas.dragTo(canvas, { sourcePosition: { x: 134, y: 34 }, targetPosition: { x: 160, y: 40 } });
  await page.getByText('1 row × 2 columns, 2 partitions').waitFor();
  const color = await canvas.evaluate((element) =>
    Array.from((element as HTMLCanvasElement).getContext('2d')?.getImageData(138, 38, 1, 1).data ?? []),
  );
  expect(color).toEqual([24, 121, 58, 255]);
  expect(await rig.violations()).toEqual([]);
  await page.getByRole('button', { name: 'Choose these cells' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('2 rows × 2 columns, 4 partitions').waitFor();
  await page.getByRole('link', { name: 'Request …' }).click();
  await page.waitForURL(/\/requests\/new\?/);
  expect(new URL(page.url()).searchParams.get('refs')).toBe('sum/1/a\nsum/1/b\nsum/2/a\nsum/2/b');
  await page.goBack();
  await canvas.waitFor();
  await page.reload();
  await canvas.waitFor();
  const row = page.getByRole('table', { name: 'Cells of the grid' }).getByRole('row').nth(1);
  await row.getByRole('link', { name: 'valid' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'sum/1/a' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('partitions appear as they are made, and those that failed are shown as failed', async () => {
  const { page } = rig;
  await rig.open(GRID);
  await page.getByText('The job has no partitions yet.').waitFor();
  await rig.request(['sum/1/a', 'sum/1/<img src=x onerror=alert(1)>\u202e'], 'succeeded');
  const table = page.getByRole('table', { name: 'Cells of the grid' });
  await table.getByRole('link', { name: 'valid' }).nth(1).waitFor();
  await rig.request(['sum/1/fails', 'sum/2/a'], 'failed', { mode: { optimistic: true } });
  await table.getByRole('link', { name: 'failed' }).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(rig.troubles).toEqual([]);
});

test('a million cells can be zoomed and moved, and stepped through in the table', async () => {
  const { page } = rig;
  const line = 'vsmrf'.repeat(200);
  const values = Array.from({ length: 1000 }, (_, index) => String(index).padStart(4, '0'));
  const grid = {
    ...{ job: '//t:sums', pattern: 'sum/{day}/{shop}', rowName: 'day', columnName: 'shop' },
    ...{ rows: values, columns: values, cells: values.map(() => line), counts: { valid: 200_000 } },
  };
  await page.route('**/api/v1/graphs/*/grid?*', (route) => route.fulfill({ json: grid }));
  await rig.open(GRID);
  const canvas = page.getByRole('img', { name: 'The cells by their states' });
  await canvas.hover({ position: { x: 300, y: 200 } });
  for (let step = 0; step < 12; step++) {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.mouse.wheel(40, 40);
  }
  await page.getByRole('button', { name: 'Next rows' }).click();
  await page.getByText('21–40 of 1,000').waitFor();
  expect(rig.troubles).toEqual([]);
});
