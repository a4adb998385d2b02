import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TestGraph } from './testing/index.js';

jest.setTimeout(60_000);

let graph: TestGraph;

beforeEach(() => {
  graph = new TestGraph(process.env['DATABUILD_TEST_BUNDLE']);
});

afterEach(() => graph.remove());

/** Each takes one arrow in the chart: from `a/N` to `b/N`. */
const refs = (count: number): string[] => Array.from({ length: count }, (_, number) => `b/${String(number)}`);

const arrows = (chart: string): number => chart.split('\n').filter((line) => line.includes(' --> ')).length;

describe('a flowchart', () => {
  test('has every task, and is collapsed on request', async () => {
    const whole = await graph.run('mermaid', refs(150));
    expect({ code: whole.code, arrows: arrows(whole.stdout) }).toEqual({ code: 0, arrows: 150 });
    expect(whole.stderr).not.toContain('collapsed');
    const collapsed = await graph.run('mermaid', ['--collapse', ...refs(2)]);
    expect(collapsed.stdout).toContain('4 tasks#44; 4 partitions');
    expect(collapsed.stdout).not.toContain('b/1');
    expect(collapsed.stderr).not.toContain('collapsed');
  });

  test('that is more than mermaid draws is collapsed, and a message says so', async () => {
    const { code, stdout, stderr } = await graph.run('mermaid', refs(501));
    expect(code).toBe(0);
    expect(stdout).toContain('1#44;002 tasks#44; 1#44;002 partitions');
    expect(stdout).not.toContain('%%');
    expect(stderr).toMatch(
      /^collapsed to one box for each job: the chart of all tasks has 501 edges and [\d,]+ characters; mermaid draws at most 500 edges and 50,000 characters; draw fewer refs to see tasks$/m,
    );
    const whole = await graph.run('mermaid', ['--no-collapse', ...refs(501)]);
    expect(arrows(whole.stdout)).toBe(501);
    expect(whole.stdout).toContain('%% 501 edges');
  });
});

test('a picture is SVG, a page is HTML, and both are collapsed if they are large', async () => {
  const picture = await graph.run('mermaid', ['--format=svg', ...refs(2)]);
  expect(picture.stdout).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
  expect(picture.stdout).toContain('>b/1</text>');
  const page = await graph.run('mermaid', ['--format=html', ...refs(300)]);
  expect(page.stdout).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  expect(page.stdout).toContain('>600 tasks, 600 partitions</text>');
  expect(page.stderr).toMatch(/^collapsed to one box for each job: .*; choose a job in the page to see its tasks$/m);
});

test.each([
  [['--collapse', '--no-collapse', 'b/1'], 'give either --collapse or --no-collapse, not both'],
  [['--format=svg', '--no-collapse', 'b/1'], '--no-collapse is for --format=mermaid only; drop it, or --format=svg'],
  [['--format=png', 'b/1'], '--format is "png"; it must be one of mermaid, svg, html'],
])('refuses %j', async (args, message) => {
  const { code, stdout, stderr } = await graph.run('mermaid', args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
