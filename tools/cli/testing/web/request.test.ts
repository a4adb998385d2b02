/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(180_000);

let graph: TestGraph;
let rig: WebRig;

beforeEach(async () => {
  graph = new TestGraph();
  rig = await WebRig.start(graph);
});

afterEach(() => rig.close());

test('a request is typed, previewed, approved by the keyboard alone, and followed to its end', async () => {
  const { page } = rig;
  const hostile = 'a/<img src=x onerror=alert(1)>\u202egnp';
  await rig.open(`/requests/new?refs=${encodeURIComponent(`b/1\n${hostile}`)}`);
  await page.getByRole('option', { name: '//t:g' }).waitFor({ state: 'attached' });
  await page.getByLabel('Note, for people').fill('for the <b>talk</b>');
  expect(await rig.violations()).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing is built before a person approves this plan.').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/requests\/[\da-f-]+$/);
  await page.reload();
  const jobs = page.getByRole('table', { name: 'Tasks by job and reason' });
  await jobs.waitFor();
  expect(await jobs.locator('tbody tr').allTextContents()).toEqual(['//t:j333']);
  const tasks = page.getByRole('table', { name: 'Tasks, in the order of the plan' });
  await tasks.getByText('<img src=x onerror=alert(1)>').waitFor();
  expect(await page.getByText('for the <b>talk</b>').isVisible()).toBe(true);
  expect(await rig.violations()).toEqual([]);
  await page.getByRole('button', { name: 'Approve 3 tasks' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.build-state').getByText('succeeded').waitFor();
  await page.getByRole('link', { name: 'Started' }).click();
  await page.getByRole('heading', { level: 1, name: 'Build of' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('what the service refuses is said where it was typed, and typing it again is not needed', async () => {
  const { page } = rig;
  await rig.open('/requests/new');
  await page.getByRole('option', { name: '//t:g' }).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Refs, one a line').fill('a/1');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: 'Approve 1 task' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('.build-state').getByText('cancelled').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Approve 1 task' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('a preview that waits is still there when the service is back, and a forced partition says why it is built', async () => {
  const { page } = rig;
  await rig.request(['a/1'], 'succeeded');
  const id = await rig.request(['a/1'], 'waiting-for-approval', { approve: 'always', mode: { force: ['a/1'] } });
  await rig.open(`/requests/${id}`);
  await page.getByRole('cell', { name: 'forced' }).first().waitFor();
  await page.getByText('Critical path').waitFor();
  await rig.kill();
  await page.getByText('The connection to the service is lost').waitFor();
  await rig.startAgain();
  await page.getByText('The connection to the service is lost').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Approve 1 task' }).click();
  await page.locator('.build-state').getByText('succeeded').waitFor();
  expect(rig.troubles).toEqual([]);
});

test('a request that cannot be planned says why, and one with nothing to do says so', async () => {
  const { page } = rig;
  await rig.request(['a/1'], 'succeeded');
  const id = await rig.request(['a/1'], 'nothing-to-do');
  await rig.open(`/requests/${id}`);
  await page.getByText('Everything that was asked for is up to date.').waitFor();
  graph.setScripts({ configure: '#!/bin/sh\necho "no <b>such</b> month" >&2; exit 1\n' });
  const failed = await rig.request(['a/2'], 'failed');
  await rig.open(`/requests/${failed}`);
  await page.getByText('no <b>such</b> month').waitFor();
  expect(await rig.violations()).toEqual([]);
  expect(rig.troubles).toEqual([]);
});

test('a backfill shows its partitions and how many of its builds have ended', async () => {
  const { page } = rig;
  const id = await rig.request(['a/1', 'a/2', 'a/3'], 'succeeded', { size: 2 });
  await rig.open(`/requests/${id}`);
  const cells = page.getByRole('table', { name: 'Partitions of the backfill' });
  await cells.getByText('a/3').waitFor();
  expect(await cells.getByText('made').count()).toBe(3);
  await page.getByText('2 of 2 builds ended').waitFor();
  await cells.getByRole('link', { name: 'its request' }).first().click();
  await page.getByText('part of a backfill').waitFor();
  expect(rig.troubles).toEqual([]);
});
