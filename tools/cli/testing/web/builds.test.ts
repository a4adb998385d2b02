/// <reference lib="dom" />
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, prepareJobTables, writeJobs, type TaskRecord } from '../../../catalog/index.js';
import { TestGraph } from '../index.js';
import { WebRig } from './index.js';

jest.setTimeout(180_000);

/** Programs print what they like: colours, markup, and characters that change the direction of text. */
const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
printf '\\033[1;31mred\\033[0m <img src=x onerror=alert(1)> \\342\\200\\256evil\\n'
case $1 in
*fails) echo "cannot do it" >&2; exit 3 ;;
*follow) echo begun; while ! [ -e go ]; do sleep 0.05; done; echo ended; echo made > "$1" ;;
*long) i=0; while [ $i -lt 30000 ]; do echo "line $i of a long log"; i=$((i+1)); done; echo made > "$1" ;;
*) echo made > "$1" ;;
esac
`;

let graph: TestGraph;
let rig: WebRig;

beforeEach(async () => {
  graph = new TestGraph(undefined, { run: RUN });
  rig = await WebRig.start(graph);
});

afterEach(() => rig.close());

const go = (): void => {
  writeFileSync(join(graph.dir, 's/data/go'), '');
};

/** Opens the page of the newest build, as a reader would. */
async function openBuild(): Promise<void> {
  await rig.open('/builds');
  await rig.page.locator('tbody th a').first().click();
  await rig.page.getByRole('heading', { level: 1, name: 'Build of' }).waitFor();
}

test('a build that failed shows its failures first, with the ends of their logs, and its request does them again', async () => {
  const { page } = rig;
  const hostile = 'a/<img src=x onerror=alert(1)>\u202e-fails';
  const request = await rig.request(['a/1', hostile, 'b/x-fails'], 'failed', { mode: { optimistic: true } });
  await openBuild();
  const failures = page.locator('.failure');
  await failures.first().waitFor();
  expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe('2 failures');
  expect(await failures.first().textContent()).toContain('It exited with code 3.');
  const log = failures.first().getByRole('region');
  expect(await log.textContent()).toContain('red <img src=x onerror=alert(1)> ⟨U+202E⟩evil\ncannot do it');
  expect(await log.locator('.ansi-bold.ansi-red').textContent()).toBe('red');
  expect(await rig.violations()).toEqual([]);
  await page.getByRole('button', { name: 'Retry what failed' }).click();
  await rig.reaches(request, 'failed');
  const again = (await rig.api('/builds')) as { items: { id: string }[] };
  expect(again.items).toHaveLength(2);
  expect(rig.troubles).toEqual([]);
});

test('tasks are filtered by the address, which can be shared', async () => {
  const { page } = rig;
  await rig.request(['b/1', 'b/2', 'b/x-fails'], 'failed', { mode: { optimistic: true } });
  await openBuild();
  const rows = page.getByRole('table', { name: 'Tasks, in the order' }).locator('tbody tr');
  await rows.nth(5).waitFor();
  await page.getByRole('combobox', { name: 'State' }).selectOption('failed');
  await rows.nth(1).waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?state=failed');
  await page.getByRole('combobox', { name: 'State' }).selectOption('');
  await page.getByLabel('Partition contains').fill('B/1');
  await page.keyboard.press('Enter');
  await rows.nth(1).waitFor({ state: 'detached' });
  await page.reload();
  await rows.first().waitFor();
  expect(await rows.count()).toBe(1);
  expect(await rows.first().textContent()).toContain('b/1');
});

test('a build that runs is followed, also when the service is killed meanwhile, and can be cancelled', async () => {
  const { page } = rig;
  await rig.request(['a/1', 'a/follow'], 'running');
  await rig.open('/builds');
  await page.getByRole('table').getByText('running').waitFor();
  await page.locator('tbody th a').first().click();
  const now = page.getByRole('table', { name: 'Tasks that run or wait' });
  await now.getByText('a/follow').waitFor();
  await rig.kill();
  await rig.startAgain();
  await page.getByText('The connection to the service is lost').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await rig.violations()).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  // The task that runs goes on, until that is enough.
  await page.getByText('Nothing new starts').waitFor();
  await page.getByRole('button', { name: 'End running tasks' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End running tasks' }).click();
  await page.locator('.build-state').getByText('cancelled').waitFor();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('the timeline shows when tasks ran, leads to their logs, and has a table for those who do not see it', async () => {
  const { page } = rig;
  await rig.request(['b/1', 'b/2'], 'succeeded');
  await openBuild();
  const chart = page.getByRole('img', { name: '4 tasks in' });
  await chart.waitFor();
  const box = page.getByRole('group', { name: 'Timeline.' });
  await box.focus();
  await page.keyboard.press('+');
  await page.getByRole('button', { name: 'All' }).click();
  // Something is drawn where the tasks are.
  const isDrawn = await chart.evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 24, canvas.width, canvas.height - 24).data ?? [];
    return pixels.some((value) => value !== 0);
  });
  expect(isDrawn).toBe(true);
  await page.getByRole('button', { name: 'Table' }).click();
  const table = page.getByRole('table', { name: 'When tasks ran' });
  expect(await table.locator('tbody tr').count()).toBe(4);
  expect(new URL(page.url()).search).toBe('?timeline=table');
  await page.getByRole('button', { name: 'Critical path' }).click();
  const chain = page.getByRole('table', { name: 'The chain of tasks' });
  await chain.waitFor();
  expect(await chain.getByRole('rowheader').allTextContents()).toEqual([
    expect.stringMatching(/^a\/[12] /),
    expect.stringMatching(/^b\/[12] /),
  ]);
  await page.goBack();
  await table.waitFor();
  await table.getByRole('link', { name: 'b/1' }).click();
  await page.getByRole('heading', { level: 1, name: 'Log of b/1' }).waitFor();
  expect(rig.troubles).toEqual([]);
});

test('a log is followed while it is written, and goes on when the service is back', async () => {
  const { page } = rig;
  await rig.request(['a/follow'], 'running');
  await openBuild();
  await page.getByRole('link', { name: 'Follow', exact: true }).click();
  const log = page.getByRole('region', { name: 'Log' });
  await log.getByText('begun').waitFor();
  await page.getByText('More follows as it is written.').waitFor();
  expect(await rig.violations()).toEqual([]);
  await rig.kill();
  await rig.startAgain();
  go();
  await log.getByText('ended').waitFor();
  await page.getByText('This is the end of the log.').waitFor();
  expect(await log.textContent()).toBe('red <img src=x onerror=alert(1)> ⟨U+202E⟩evil\nbegun\nended\n');
  expect(rig.troubles).toEqual([]);
});

test('a long log is read in parts and searched where it is, and the address has the place', async () => {
  const { page } = rig;
  await rig.request(['a/long'], 'succeeded');
  await openBuild();
  await page.getByRole('link', { name: 'Log', exact: true }).first().click();
  const log = page.getByRole('region', { name: 'Log' });
  await log.getByText('line 29999 of').waitFor();
  expect(await log.textContent()).not.toContain('line 15 of');
  await page.getByLabel('Find in the log').fill('LINE 15 OF');
  await page.keyboard.press('Enter');
  await log.locator('.is-found').getByText('line 15 of a long log').waitFor();
  await page.getByText('1 of 1').waitFor();
  await page.reload();
  await log.locator('.is-found').getByText('line 15 of a long log').waitFor();
  expect(await log.textContent()).not.toContain('line 29999 of');
  await page.getByRole('button', { name: 'Later' }).click();
  await log.getByText('line 4000 of').waitFor();
  await page.getByRole('button', { name: 'To the end' }).click();
  await log.getByText('line 29999 of').waitFor();
  expect(rig.troubles).toEqual([]);
});

/** A task of a build that another machine has reported. */
function recorded(index: number, startedAt: number): TaskRecord {
  const name = String(index).padStart(5, '0');
  return {
    ...{ taskId: `t${name}`, n: index + 2, sequence: index + 2, job: `//t:${index % 3 === 0 ? 'load' : 'clean'}` },
    ...{ state: index % 100 === 7 ? 'failed' : 'succeeded', outputsJson: `["a/${name}"]` },
    ...{ reasonJson: '{"kind":"missing","refs":["a/1"]}', estimateMs: null, attempts: 1, startedAt },
    ...{ queuedAt: null, attemptAt: startedAt, endedAt: startedAt + 640, durationMs: 640, owner: null, log: null },
    ...{ batch: null, host: `node${String(index % 4)}`, problemJson: '{"reason":"exit-non-zero","code":1}' },
    ...{ logTail: 'the end\n', manifestsJson: null, becauseJson: null, waitedFor: null },
  };
}

test('a build of ten thousand tasks on four machines is shown as any other', async () => {
  const { page } = rig;
  const opened = await openDatabase({ stateDir: join(graph.dir, 's'), url: undefined });
  if (!opened.ok) throw new Error('there is no catalog');
  await using database = opened.value;
  await prepareJobTables(database);
  const startedAt = Date.UTC(2026, 0, 2);
  const tasks = Array.from({ length: 10_000 }, (_, index) => recorded(index, startedAt + index * 10));
  const ends = { built: 9900, failed: 100, skipped: 0, aborted: 0, delegated: 0, unchanged: 0, pruned: 0 };
  const build = {
    ...{ buildId: '01a00000-0000-7000-8000-000000000000', sequence: 10_002, graph: '//t:g', plan: null, host: 'far' },
    ...{ processJson: '{}', logDir: '/logs', startedAt, lastAt: startedAt + 100_640, outcome: 'failed' as const },
    ...{ durationMs: 100_640, stopping: null, reasonsJson: '{}', tasks: 10_000, ...ends },
  };
  await writeJobs(database, { build, tasks, attempts: [] });
  await rig.open(`/builds/${build.buildId}`);
  const chart = page.getByRole('img', { name: '10,000 tasks in' });
  await chart.waitFor();
  // Nobody can cancel or retry here what another machine does.
  expect(await page.getByRole('button', { name: 'Retry what failed' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Closer' }).click();
  await chart.hover({ position: { x: 700, y: 32 } });
  await page.getByText('started after').waitFor();
  await page.getByText('100 failures').waitFor();
  const failures = page.locator('.failure');
  expect(await failures.count()).toBe(8);
  await page.getByRole('button', { name: 'Show more' }).first().click();
  await failures.nth(20).waitFor();
  await page.getByLabel('Partition contains').fill('a/09999');
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Tasks, in the order' }).getByText('a/09999').waitFor();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('table', { name: 'When tasks ran' }).getByText('a/00000').waitFor();
  expect(await rig.violations()).toEqual([]);
  expect(rig.troubles).toEqual([]);
});

test('each attempt at a task has its log', async () => {
  const { page } = rig;
  graph.setJob({ retries: 1 });
  await rig.kill();
  await rig.startAgain();
  await rig.request(['a/x-fails'], 'failed');
  await openBuild();
  await page.getByText('It exited with code 3 in attempt 2.').waitFor();
  await page.getByRole('link', { name: 'Log', exact: true }).first().click();
  const attempts = page.getByRole('combobox', { name: 'Attempt' });
  await attempts.waitFor();
  await attempts.selectOption('1');
  await page.getByRole('region', { name: 'Log' }).getByText('cannot do it').waitFor();
  expect(new URL(page.url()).searchParams.get('attempt')).toBe('1');
  await page.goBack();
  await page.getByText('This is the end of the log.').waitFor();
  expect(rig.troubles).toEqual([]);
});
