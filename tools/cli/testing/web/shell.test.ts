/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(120_000);

let rig: WebRig;

beforeEach(async () => {
  rig = await WebRig.start(new TestGraph());
});

afterEach(async () => {
  await rig.close();
});

test('pages are sent packed, with a policy that lets nothing else in, and only once', async () => {
  const page = await fetch(`${rig.url}/graphs/any/where`, { headers: { 'accept-encoding': 'br' } });
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'br',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self'; /),
    'x-content-type-options': 'nosniff',
    etag: expect.any(String),
  });
  expect(page.headers.get('set-cookie')).toBeNull();
  const again = await fetch(page.url, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  expect((await fetch(`${rig.url}/api/other`)).status).toBe(404);
});

test('all files of the pages together are smaller than 150 kB', async () => {
  const sizes = await Promise.all(
    ['/', '/databuild_pages.js', '/databuild_pages.css'].map(async (path) => {
      const { headers } = await fetch(`${rig.url}${path}`, { headers: { 'accept-encoding': 'gzip' } });
      return Number(headers.get('content-length'));
    }),
  );
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(150_000);
});

test('a page is found by its address, can be reloaded, and is left and found again by the buttons of the browser', async () => {
  const { page } = rig;
  await rig.open('/');
  await page.getByRole('link', { name: '//t:g' }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: '//t:g' }).waitFor();
  await page.getByRole('link', { name: 'Pools' }).click();
  expect(new URL(page.url()).pathname).toBe('/pools');
  // Whoever reads the page with a screen reader is told of the new one.
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(await page.title()).toBe('Overview · DataBuild');
  expect(rig.troubles).toEqual([]);
});

test('an address without a page says so', async () => {
  await rig.open('/no/such/page');
  expect(await rig.page.getByRole('heading', { level: 1 }).textContent()).toBe('No such page');
});

test('the colours follow the system until the reader chooses, and the choice is kept', async () => {
  const { page } = rig;
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await rig.open('/');
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground();
  expect(dark).not.toBe(light);
  const change = page.getByRole('button', { name: 'Colours' });
  await change.click();
  expect(await ground()).toBe(light);
  await page.reload();
  await change.waitFor();
  expect(await ground()).toBe(light);
});

test('a service that ends is missed, and found again when it is back', async () => {
  const { page } = rig;
  await rig.open('/');
  await page.getByRole('link', { name: '//t:g' }).waitFor();
  await rig.kill();
  const banner = page.getByText('The connection to the service is lost');
  await banner.waitFor();
  await rig.startAgain();
  await banner.waitFor({ state: 'detached' });
  expect(await page.getByRole('link', { name: '//t:g' }).isVisible()).toBe(true);
});
