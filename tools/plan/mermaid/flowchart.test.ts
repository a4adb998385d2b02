import { expect, test } from '@jest/globals';
import { taskId, type JobGraph, type Plan, type Task } from '../../base/model/index.js';
import { fakeJobGraph, fakePlan, fakeTask, refs } from '../../dev/testing/index.js';
import { mermaid } from './flowchart.js';

const task = (outputs: readonly string[], inputs: readonly string[] = []): Task =>
  fakeTask({ job: '//p:j', outputs, inputs });

const graphOf = (...tasks: Task[]): JobGraph => fakeJobGraph(tasks);

const nodeOf = (outputs: readonly string[]): string => `t${taskId('//p:j', refs(...outputs))}`;

/** The lines that are not class definitions. */
const drawn = (graph: JobGraph | Plan): string[] =>
  mermaid(graph, { direction: 'LR' })
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('classDef'));

test('draws a box for each task and an arrow in the direction of the data', () => {
  expect(drawn(graphOf(task(['b/1']), task(['a/1'], ['b/1'])))).toEqual([
    'flowchart LR',
    `${nodeOf(['b/1'])}["b/1<br/>//p#58;j"]:::run`,
    `${nodeOf(['a/1'])}["a/1<br/>//p#58;j"]:::run`,
    `${nodeOf(['b/1'])} --> ${nodeOf(['a/1'])}`,
  ]);
});

test('draws a query input as a dashed arrow, and a ref that nothing makes as outside', () => {
  const lines = drawn(graphOf(task(['b']), task(['a'], ['?b', '?x'])));
  expect(lines).toContain(`${nodeOf(['b'])} -.-> ${nodeOf(['a'])}`);
  const outside = lines.find((line) => line.endsWith(':::outside'));
  expect(outside).toMatch(/^r[0-9a-f]{16}\("x"\):::outside$/);
  expect(lines).toContain(`${outside?.split('(')[0] ?? ''} -.-> ${nodeOf(['a'])}`);
});

test('draws several inputs from one task as one arrow, solid if any of them is materialized', () => {
  const lines = drawn(graphOf(task(['b', 'c', 'd']), task(['a'], ['?b', 'c', '?d'])));
  expect(lines.filter((line) => line.includes('->'))).toEqual([`${nodeOf(['b', 'c', 'd'])} --> ${nodeOf(['a'])}`]);
});

test('draws the pruned partitions of a plan', () => {
  const plan = fakePlan([task(['a'], ['b'])], { pruned: [{ ref: refs('b')[0]!, manifest: 'm', note: 'valid' }] });
  const lines = drawn(plan);
  const pruned = lines.find((line) => line.endsWith(':::pruned'));
  expect(pruned).toMatch(/^r[0-9a-f]{16}\("b"\):::pruned$/);
  expect(lines).toContain(`${pruned?.split('(')[0] ?? ''} --> ${nodeOf(['a'])}`);
});

test('lists some of many outputs and counts the others', () => {
  const [, node] = drawn(graphOf(task(['a', 'b', 'c', 'd', 'e'])));
  expect(node).toContain('"a<br/>b<br/>c<br/>and 2 more<br/>//p#58;j"');
});

test('gives a node the same id in any drawing', () => {
  const [, alone] = drawn(graphOf(task(['a'])));
  expect(drawn(graphOf(task(['z']), task(['a'])))).toContain(alone);
});

test.each(['TB', 'LR', 'BT', 'RL'] as const)('writes direction %s on the first line', (direction) => {
  expect(mermaid(graphOf(), { direction }).split('\n')[0]).toBe(`flowchart ${direction}`);
});

test('adds a comment exactly when the drawing exceeds the default limits of mermaid', () => {
  const fan = (width: number): string =>
    mermaid(
      graphOf(
        task(
          ['a'],
          Array.from({ length: width }, (_, number) => `?${String(number)}`),
        ),
      ),
      { direction: 'TB' },
    );
  expect(fan(500)).not.toContain('%%');
  expect(fan(501).split('\n')[1]).toMatch(/^%% 501 edges, \d+ characters: too large for mermaid as it comes/);
  const wide = graphOf(...Array.from({ length: 400 }, (_, number) => task([`${'x'.repeat(150)}${String(number)}`])));
  expect(mermaid(wide, { direction: 'TB' })).toContain('%% 0 edges');
});
