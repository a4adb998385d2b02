/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CatalogGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(120_000);

let rig: WebRig;

beforeEach(async () => {
  rig = await WebRig.start(new CatalogGraph());
});

afterEach(async () => {
  await rig.close();
});

const GRAPH = encodeURIComponent('//t:g');
const address = (ref: string) => `/graphs/${GRAPH}/partition?ref=${encodeURIComponent(ref)}`;

test('a valid partition shows that nothing has changed, and leads to what it was made from and back', async () => {
  const { page } = rig;
  await rig.request(['b/x'], 'succeeded');
  await rig.open(address('b/x'));
  await page.getByText('Nothing has changed since it was made.').waitFor();
  await page.getByRole('row', { name: 'Job version 1.0.0 the same' }).waitFor();
  expect(await page.getByRole('table', { name: 'The inputs' }).getByRole('row').nth(1).innerText()).toMatch(
    /^a\/x\s+input\s+as it was$/,
  );
  await page.getByText('rows: 3').waitFor();
  expect(await rig.violations()).toEqual([]);
  await page.getByRole('link', { name: 'a/x' }).click();
  const below = page.getByRole('table', { name: 'What was made from the partition' });
  await below.getByRole('link', { name: 'b/x' }).waitFor();
  await page.reload();
  await below.getByRole('link', { name: 'b/x' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'b/x' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('a stale partition shows field by field what changed, down to where it comes from', async () => {
  const { page } = rig;
  await rig.request(['b/x'], 'succeeded');
  rig.graph.setVersion('2.0.0');
  await rig.open(address('b/x'));
  await page.getByText('Its job has a new major version: 1.0.0 → 2.0.0.').waitFor();
  await page.getByRole('row', { name: 'Job version 1.0.0 2.0.0 makes it stale' }).waitFor();
  const inputs = page.getByRole('table', { name: 'Inputs that are not what they were' });
  const upstream = inputs.getByText('other versions of jobs upstream');
  await upstream.focus();
  await page.keyboard.press('Enter');
  await inputs.getByRole('row', { name: 'Job version 1.0.0 2.0.0 changed' }).last().waitFor();
  await page.getByRole('heading', { name: 'Where it comes from' }).waitFor();
  expect(await rig.violations()).toEqual([]);
  expect(rig.troubles).toEqual([]);
});

test('a partition that is missing says so, can be requested by keyboard, and is valid as soon as it was made', async () => {
  const { page } = rig;
  await rig.open(address('c'));
  await page.getByText('It was never built.').waitFor();
  await page.getByText('Nothing is recorded: it does not exist.').first().waitFor();
  expect(await rig.violations()).toEqual([]);
  const build = page.getByRole('link', { name: 'Build …' });
  await build.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/requests\/new\?/);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ graph: '//t:g', refs: 'c' });
  await page.goBack();
  await page.getByText('It was never built.').waitFor();
  await rig.request(['c'], 'succeeded');
  await page.getByText('Nothing has changed since it was made.').waitFor();
  await page.getByRole('link', { name: 'Rebuild …' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('the history says what was different each time', async () => {
  const { page } = rig;
  await rig.request(['c'], 'succeeded');
  rig.graph.setVersion('2.0.0');
  await rig.request(['c'], 'succeeded');
  await rig.graph.run('catalog', ['forget', '-q', 'c']);
  await rig.open(address('c'));
  await page.getByText('It was forgotten').waitFor();
  const rows = page.getByRole('table', { name: 'What happened to the partition' }).getByRole('row');
  await rows.nth(3).waitFor();
  expect(await rows.nth(1).innerText()).toContain('forgotten');
  expect(await rows.nth(3).innerText()).toContain('the first record');
  await rows.nth(2).getByText('1 field').click();
  expect(await rows.nth(2).locator('.changes').innerText()).toMatch(/job version\s+1\.0\.0\s+→\s+2\.0\.0/);
});

test('a partition that no job makes shows what the graph says, and one without a name leads to the graph', async () => {
  await rig.open(address('nobody/x'));
  await rig.page.getByText('Refused by the graph').waitFor();
  await rig.open(`/graphs/${GRAPH}/partition`);
  await rig.page.getByText('The address names no partition.').waitFor();
  expect(rig.troubles).toEqual([]);
});

test('refs of any content are shown and change nothing', async () => {
  const { page } = rig;
  const refs = [
    'b/<img src=x onerror=alert(1)>',
    'b/\u202egnp.exe\u202c',
    `b/${'\u00e9'.repeat(490)}`,
    "b/?ref=a&b#c%2F'$(id)`;--",
  ];
  await rig.request(refs, 'succeeded');
  for (const ref of refs) {
    await rig.open(address(ref));
    await page.getByText('Nothing has changed since it was made.').waitFor();
    await page.getByRole('table', { name: 'The inputs' }).getByRole('link').click();
    await page.getByRole('table', { name: 'What was made from the partition' }).getByRole('link').click();
    await page.getByText('Nothing has changed since it was made.').waitFor();
    expect(new URL(page.url()).searchParams.get('ref')).toBe(ref);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  expect(await page.locator('img').count()).toBe(0);
  expect(rig.troubles).toEqual([]);
});
