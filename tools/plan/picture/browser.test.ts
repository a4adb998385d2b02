/// <reference lib="dom" />
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import type { JobGraph } from '../../base/model/index.js';
import { startBrowser, type TestBrowser } from '../../dev/testing/browser/index.js';
import { fakeJobGraph, fakeTask } from '../../dev/testing/index.js';
import { chartOf, drawBoxes, drawGroups, groupingOf, writeFlowchart } from '../mermaid/index.js';
import { layOut } from './layout.js';
import { writePage } from './page.js';
import { writeSvg } from './svg.js';

jest.setTimeout(120_000);

let browser: TestBrowser;
let context: BrowserContext;
let page: Page;
let dir: string;
let requests: string[];
let errors: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'databuild-picture-'));
  context = await browser.offline();
  page = await context.newPage();
  [requests, errors] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    errors.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
});

afterEach(async () => {
  await context.close();
  await rm(dir, { recursive: true });
});

/** Refs that would be markup, end a script, or break a line or a quote, where they are not escaped. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  `it's "quoted" & &amp; \`done\``,
  'two\\nlines]]>-->',
  'right\u202eto left',
];

const small = fakeJobGraph([
  ...['1', '2', '3'].map((day) => fakeTask({ job: '//p:raw', outputs: [`raw/d=${day}`], inputs: [`?feed/d=${day}`] })),
  ...['1', '2', '3'].map((day) =>
    fakeTask({ job: '//p:clean', outputs: [`clean/d=${day}`], inputs: [`raw/d=${day}`] }),
  ),
  fakeTask({ job: '//p:sum', outputs: ['sum'], inputs: ['clean/d=1', 'clean/d=2', 'clean/d=3'] }),
]);

const hostile = fakeJobGraph([
  fakeTask({ job: '//p:"<b>"', outputs: HOSTILE.slice(0, 2), inputs: HOSTILE.slice(2, 4).map((ref) => `?${ref}`) }),
  ...HOSTILE.slice(2).map((ref) => fakeTask({ job: '//p:j', outputs: [ref], inputs: HOSTILE.slice(0, 1) })),
]);

/** 5,000 partitions of eight jobs. The last job depends on itself, day by day. */
function large(): JobGraph {
  const jobs = ['raw', 'clean', 'joined', 'features', 'scores', 'ranks', 'top', 'state'];
  const tasks = Array.from({ length: 625 }, (_, day) =>
    jobs.map((job, level) => {
      const at = (name: string | undefined, of: number): string => `${name ?? ''}/day=${String(of).padStart(3, '0')}`;
      const before = level > 0 ? [at(jobs[level - 1], day), ...(level > 3 ? [at(jobs[level - 3], day)] : [])] : [];
      const own = level === 7 && day > 0 ? [at(job, day - 1)] : [];
      return fakeTask({ job: `//shop/${job}:${job}`, outputs: [at(job, day)], inputs: [...before, ...own] });
    }),
  );
  return fakeJobGraph(tasks.flat());
}

async function show(graph: JobGraph, collapsed: boolean): Promise<void> {
  const chart = chartOf(graph);
  const grouping = groupingOf(chart);
  const layout = await layOut(collapsed ? drawGroups(grouping) : drawBoxes(chart, grouping), undefined);
  await open('page.html', writePage({ graph: graph.graph, chart, grouping, layout, collapsed }));
}

async function open(name: string, text: string): Promise<void> {
  const file = join(dir, name);
  await writeFile(file, text);
  await page.goto(pathToFileURL(file).href);
}

interface Box {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The boxes that are shown, as the browser drew them, and whether all of their texts are inside. */
async function boxes(): Promise<(Box & { readonly holdsText: boolean })[]> {
  return await page.locator('.node:visible').evaluateAll((nodes) =>
    nodes.map((node) => {
      const outer = node.querySelector('.box')?.getBoundingClientRect() ?? node.getBoundingClientRect();
      const texts = Array.from(node.querySelectorAll('text'));
      const { x, y, width, height } = outer;
      const holdsText = texts.every((text) => {
        const inner = text.getBoundingClientRect();
        return (
          inner.left >= outer.left &&
          inner.right <= outer.right &&
          inner.top >= outer.top &&
          inner.bottom <= outer.bottom
        );
      });
      return { text: texts.map((text) => text.textContent).join('\n'), x, y, width, height, holdsText };
    }),
  );
}

async function expectTidy(): Promise<void> {
  const all = await boxes();
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter(({ holdsText }) => !holdsText)).toEqual([]);
  const overlaps = all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      )
      .map((other) => [one.text, other.text]),
  );
  expect(overlaps).toEqual([]);
}

async function boxOf(text: string): Promise<Box> {
  const found = (await boxes()).find((box) => box.text.startsWith(text));
  if (found === undefined) throw new Error(`no box has the text ${text}`);
  return found;
}

afterEach(() => {
  expect(errors).toEqual([]);
});

describe('a page', () => {
  test('of a small graph shows every task, without overlaps, and asks no network', async () => {
    await show(small, false);
    await expectTidy();
    expect((await boxes()).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['raw/d=1', 'clean/d=3', 'sum\n//p:sum', 'feed/d=2']),
    );
    expect(requests).toEqual([page.url()]);
  });

  test('moves by mouse and by keyboard', async () => {
    await show(small, false);
    const before = await boxOf('sum');
    await page.mouse.move(700, 700);
    await page.mouse.down();
    await page.mouse.move(730, 660);
    await page.mouse.move(760, 640);
    await page.mouse.up();
    const dragged = await boxOf('sum');
    expect([dragged.x - before.x, dragged.y - before.y].map(Math.round)).toEqual([60, -60]);
    expect(dragged.width).toBeCloseTo(before.width, 3);

    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    const moved = await boxOf('sum');
    expect([moved.x - dragged.x, moved.y - dragged.y].map(Math.round)).toEqual([80, 80]);
  });

  test('zooms by wheel around the pointer, by keys and by buttons, and shows everything again', async () => {
    await show(small, false);
    const before = await boxOf('sum');
    // The pointer is at a corner of the box, which stays there.
    await page.mouse.move(Math.round(before.x), Math.round(before.y));
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(
      (width) => Array.from(document.querySelectorAll('.box')).some((box) => box.getBoundingClientRect().width > width),
      before.width * 1.5,
    );
    const larger = await boxOf('sum');
    expect(larger.width / before.width).toBeGreaterThan(1.5);
    expect(Math.hypot(larger.x - before.x, larger.y - before.y)).toBeLessThan(1);

    await page.keyboard.press('-');
    expect((await boxOf('sum')).width).toBeCloseTo(larger.width * 0.8, 1);
    await page.keyboard.press('+');
    expect((await boxOf('sum')).width).toBeCloseTo(larger.width, 1);
    await page.click('#in');
    expect((await boxOf('sum')).width).toBeCloseTo(larger.width * 1.25, 1);
    await page.keyboard.press('0');
    const again = await boxOf('sum');
    expect([again.x, again.y, again.width].map(Math.round)).toEqual([before.x, before.y, before.width].map(Math.round));
  });

  test('of 5,000 partitions shows jobs first in texts that are large enough, and details on demand', async () => {
    await show(large(), true);
    await expectTidy();
    expect((await boxes()).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['//shop/raw:raw\n625 tasks, 625 partitions']),
    );
    expect((await boxOf('//shop/state:state')).text).toContain('↻ 624 arrows within');
    // A box of two lines is 52 pixels high at the size in which its texts have 12 pixels.
    expect((await boxOf('//shop/raw:raw')).height).toBeGreaterThan(52 * 0.6);

    await page.locator('.node', { hasText: '//shop/top:top' }).click();
    await expect(page.locator('#panel h2').textContent()).resolves.toBe('//shop/top:top');
    await page.getByRole('button', { name: 'top/day=007', exact: true }).click();
    await expectTidy();
    expect((await boxes()).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['top/day=007\n//shop/top:top', 'raw/day=007\n//shop/raw:raw']),
    );
    await page.keyboard.press('Escape');
    await boxOf('//shop/raw:raw');
  });

  test('is used without a mouse: a search, the boxes and the way back', async () => {
    await show(large(), true);
    await page.keyboard.press('/');
    await page.keyboard.type('ranks/day=123');
    await page.keyboard.press('Enter');
    await boxOf('ranks/day=123');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.node', { hasText: '//shop/raw:raw' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#panel h2').textContent()).resolves.toBe('//shop/raw:raw');
  });

  test.each([false, true])('shows hostile refs as text (collapsed: %s)', async (collapsed) => {
    await show(hostile, collapsed);
    await expectTidy();
    await page.fill('#find', 'alert(1)');
    await expect(page.locator('#panel li').allTextContents()).resolves.toEqual([HOSTILE.slice(0, 2).join('\n')]);
    await page.keyboard.press('Enter');
    await expectTidy();
    await expect(page.locator('img, main script, svg svg').count()).resolves.toBe(0);
    await expect(page.locator('#panel h2').textContent()).resolves.toBe(HOSTILE.slice(0, 2).join('\n'));
    await page.fill('#find', 'to left');
    await expect(page.locator('#panel li').allTextContents()).resolves.toEqual([String.raw`right\u202eto left`]);
    expect(requests).toEqual([page.url()]);
  });

  test('has other colours where people prefer dark ones', async () => {
    await show(small, false);
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect([light, await paper()]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 24, 29)']);
  });
});

test.each([
  ['a small graph', small, false],
  ['hostile refs', hostile, false],
  ['5,000 partitions', large(), true],
] as const)('a picture of %s is valid SVG without overlaps', async (_, graph, collapsed) => {
  const chart = chartOf(graph);
  const grouping = groupingOf(chart);
  const layout = await layOut(collapsed ? drawGroups(grouping) : drawBoxes(chart, grouping), 'LR');
  await open('picture.svg', writeSvg(layout, graph.graph));
  await expectTidy();
  expect(requests).toEqual([page.url()]);
});

describe('mermaid, under its default limits,', () => {
  const mermaidFile = join(
    dirname(createRequire(import.meta.url).resolve('mermaid/package.json')),
    'dist/mermaid.min.js',
  );

  /** The texts of the labels that mermaid draws. */
  async function labelsOf(chart: string): Promise<string[]> {
    await open('empty.html', '<!doctype html><meta charset="utf-8"><body></body>');
    await page.addScriptTag({ path: mermaidFile });
    await page.evaluate(async (text) => {
      const { mermaid } = globalThis as unknown as {
        mermaid: {
          initialize: (config: object) => void;
          render: (id: string, text: string) => Promise<{ svg: string }>;
        };
      };
      mermaid.initialize({ startOnLoad: false });
      document.body.innerHTML = (await mermaid.render('drawn', text)).svg;
    }, chart);
    return await page.locator('.nodeLabel, .edgeLabel p').allInnerTexts();
  }

  test('draws every task of a small graph, in frames by job', async () => {
    const chart = chartOf(small);
    const labels = await labelsOf(writeFlowchart(drawBoxes(chart, groupingOf(chart)), 'LR').text);
    expect(labels).toEqual(expect.arrayContaining(['raw/d=1', 'sum\n//p:sum', '//p:raw', '//p:clean']));
  });

  test('draws 5,000 partitions collapsed', async () => {
    const chart = chartOf(large());
    const flowchart = writeFlowchart(drawGroups(groupingOf(chart)), 'TB');
    expect(flowchart.fits).toBe(true);
    expect(await labelsOf(flowchart.text)).toEqual(
      expect.arrayContaining(['//shop/state:state\n625 tasks, 625 partitions', '625', '624']),
    );
  });

  test('shows hostile refs as text', async () => {
    const chart = chartOf(hostile);
    const labels = await labelsOf(writeFlowchart(drawBoxes(chart, groupingOf(chart)), 'LR').text);
    expect(labels.join('\n')).toContain('<script>alert(1)</script>\n</script><img src=x onerror=alert(2)>\n//p:"<b>"');
    await expect(page.locator('img').count()).resolves.toBe(0);
  });
});
