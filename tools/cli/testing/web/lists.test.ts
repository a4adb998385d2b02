import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(180_000);

let rig: WebRig;

/** A ref that would be markup, and changes the direction of what follows, where it is not shown as a text. */
const HOSTILE = `a/<img src=x onerror=alert(1)>\u202e${'long'.repeat(60)}`;

const GRAPH = `/graphs/${encodeURIComponent('//t:g')}`;

beforeAll(async () => {
  const graph = new TestGraph();
  const shared = { catchUp: 'none', timeoutMs: 60_000 } as const;
  graph.setJob(
    {},
    {
      triggers: [
        { name: 'yearly', schedule: '0 6 1 1 *', requests: ['a/{date}'], ...shared },
        { name: 'files', onPartitions: ['a/{x}'], requests: ['b/{x}'], ...shared },
      ],
    },
  );
  rig = await WebRig.start(graph);
  await rig.request(['a/1-fails'], 'failed', { note: 'For the talk' });
  await rig.request([HOSTILE], 'waiting-for-approval', { approve: 'always' });
});

afterAll(() => rig.close());

afterEach(() => {
  expect(rig.troubles.splice(0)).toEqual([]);
});

test.each([
  '/',
  '/requests',
  '/builds',
  '/triggers',
  `${GRAPH}/triggers/yearly?from=2001-01-01T00:00:00Z&to=2003-01-02T00:00:00Z`,
  '/deployments',
  `/deployments/${'0'.repeat(64)}`,
  '/pools',
  '/activity',
  '/sign-in',
])('%s can be used with a screen reader, in light and in dark', async (address) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await rig.page.emulateMedia({ colorScheme });
    await rig.open(address);
    await rig.page.locator('.sketch').first().waitFor({ state: 'detached' });
    expect(await rig.violations()).toEqual([]);
  }
});

test('the overview shows what waits for a person and what failed, and learns of a build without being loaded again', async () => {
  const { page } = rig;
  await rig.open('/');
  await page.getByText('Every trigger is on time.').waitFor();
  await page.getByText('1 task failed').waitFor();
  await page.getByRole('cell', { name: 'failed' }).waitFor();
  await rig.request(['a/2'], 'succeeded');
  await page.getByRole('cell', { name: 'succeeded' }).waitFor();
});

test('a ref of any content is shown as a text, with its ends, and with what cannot be seen by its name', async () => {
  const { page } = rig;
  await rig.open('/requests?state=waiting-for-approval');
  const ref = page.getByRole('row').locator('.ref').first();
  expect(await ref.textContent()).toMatch(/^a\/<img src=x onerror=ale…o(nglo)+ng$/);
  expect(await ref.getAttribute('title')).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩long');
  expect(await page.locator('img').count()).toBe(0);
});

test('a filter is part of the address, so that it can be shared, reloaded and left by the back button', async () => {
  const { page } = rig;
  await rig.open('/requests');
  await page.getByText('For the talk').waitFor();
  await page.getByLabel('State').selectOption({ label: 'waiting for approval' });
  await page.getByText('For the talk').waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?state=waiting-for-approval');
  await page.reload();
  await page.getByText('a/<img').waitFor();
  expect(await page.getByText('For the talk').count()).toBe(0);
});

test('a trigger is paused and resumed by keyboard, and the activity says who did it', async () => {
  const { page } = rig;
  await rig.open('/triggers');
  await page.getByRole('link', { name: 'yearly' }).press('Enter');
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await page.getByText('The trigger is paused.').waitFor();
  const resume = page.getByRole('button', { name: 'Resume', exact: true });
  await resume.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Resume the trigger?' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await resume.press('Enter');
  await dialog.getByRole('button', { name: 'Resume' }).press('Enter');
  await page.getByText('The trigger goes on.').waitFor();
  await page.getByRole('link', { name: 'Activity' }).press('Enter');
  await page.getByRole('cell', { name: 'resume trigger' }).waitFor();
});

test('a trigger says what it would request, and is fired by hand', async () => {
  const { page } = rig;
  await rig.open(`${GRAPH}/triggers/yearly?from=2001-06-01T00:00:00Z&to=2003-06-02T00:00:00Z`);
  await page.getByText('a/2002-01-01').waitFor();
  expect(await page.getByText('a/2004-01-01').count()).toBe(0);
  await page.getByRole('button', { name: 'Fire' }).click();
  await page.getByLabel('Slot, in your time zone').fill('2001-01-01T06:00:00');
  await page.getByRole('dialog').getByRole('button', { name: 'Fire' }).click();
  await page.getByRole('link', { name: 'request', exact: true }).waitFor();
});

test('a pool is created, changed and removed, each after a question', async () => {
  const { page } = rig;
  await rig.open('/pools');
  await page.getByText('There is no pool.').waitFor();
  await page.getByRole('button', { name: 'New pool' }).click();
  await page.getByLabel('Name').fill('ware house');
  await page.getByLabel('How many').fill('3');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('0 of 3 slots held').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('There is no pool.').waitFor();
});

test('what the service refuses is shown where it was asked for', async () => {
  await rig.open(`/deployments/${'0'.repeat(64)}`);
  const alert = rig.page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/no deployment|not found/i);
  await alert.getByRole('button', { name: 'Try again' }).waitFor();
});
