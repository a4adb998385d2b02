/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(120_000);

const GRAPH = encodeURIComponent('//t:g');
const RUN = '#!/bin/sh\nexit 0\n';

let rig: WebRig;

beforeEach(async () => {
  const graph = new TestGraph(undefined, { run: RUN });
  graph.setTemplates({
    days: { makes: ['day/{day}'] },
    reports: { makes: ['report/{day}'], inputs: ['day/{day}'] },
  });
  rig = await WebRig.start(graph);
});

afterEach(async () => {
  await rig.close();
});

test('a graph shows its jobs with how their partitions are, as they come, and leads on to them', async () => {
  const { page } = rig;
  await rig.open(`/graphs/${GRAPH}`);
  const jobs = page.getByRole('group', { name: 'Jobs and what they read from each other' });
  await jobs.getByText('no partitions yet').first().waitFor();
  await page.getByText('No partition exists yet.').waitFor();
  expect(await rig.violations()).toEqual([]);
  await rig.request(['report/1', 'report/2'], 'succeeded');
  await jobs.getByText('2 valid').nth(1).waitFor();
  expect(await jobs.locator('path').filter({ visible: true }).count()).toBeGreaterThan(0);
  await page.getByLabel('Begins with').fill('report/');
  await page.getByRole('link', { name: 'day/1' }).waitFor({ state: 'detached' });
  await page.reload();
  expect(await page.getByLabel('Begins with').inputValue()).toBe('report/');
  const link = page.getByRole('link', { name: 'report/2' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'report/2' }).waitFor();
  await page.getByRole('link', { name: 'Lineage' }).click();
  const lineage = page.getByRole('group', { name: 'Partitions, from what was read' });
  expect(await lineage.getByRole('listitem').allInnerTexts()).toEqual(['report/2', 'day/2']);
  expect(await rig.violations()).toEqual([]);
  await lineage.getByRole('link', { name: 'day/2' }).click();
  await page.getByRole('heading', { level: 1, name: 'day/2' }).waitFor();
  await page.getByRole('button', { name: 'Further down' }).click();
  await page.waitForURL(/down=3/);
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'report/2' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('refs of any content are part of a lineage', async () => {
  const { page } = rig;
  const ref = 'report/<img src=x onerror=alert(1)>\u202e';
  await rig.request([ref], 'succeeded');
  await rig.open(`/graphs/${GRAPH}/lineage?ref=${encodeURIComponent(ref)}`);
  await page.getByRole('link', { name: 'day/' }).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(rig.troubles).toEqual([]);
});
