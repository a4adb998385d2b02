import { expect, test } from '@jest/globals';
import { taskId, type JobGraph, type Plan, type Task } from '../../base/model/index.js';
import { fakeJobGraph, fakePlan, fakeTask, refs } from '../../dev/testing/index.js';
import { chartOf } from './chart.js';
import { drawBoxes, drawGroups } from './drawing.js';
import { writeFlowchart, type Direction, type Flowchart } from './flowchart.js';
import { groupingOf } from './grouping.js';

const task = (outputs: readonly string[], inputs: readonly string[] = []): Task =>
  fakeTask({ job: '//p:j', outputs, inputs });

const graphOf = (...tasks: Task[]): JobGraph => fakeJobGraph(tasks);

const flowchart = (graph: JobGraph | Plan, direction: Direction, draw: 'boxes' | 'groups' = 'boxes'): Flowchart => {
  const chart = chartOf(graph);
  const grouping = groupingOf(chart);
  return writeFlowchart(draw === 'boxes' ? drawBoxes(chart, grouping) : drawGroups(grouping), direction);
};

const nodeOf = (outputs: readonly string[]): string => `t${taskId('//p:j', refs(...outputs))}`;

/** The lines that are not class definitions. */
const drawn = (graph: JobGraph | Plan, draw?: 'groups'): string[] =>
  flowchart(graph, 'LR', draw)
    .text.trimEnd()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('classDef'));

test('draws a box for each task and an arrow in the direction of the data', () => {
  const other = fakeTask({ job: '//p:k', outputs: ['a/1'], inputs: ['b/1'] });
  expect(drawn(graphOf(task(['b/1']), other))).toEqual([
    'flowchart LR',
    `${nodeOf(['b/1'])}["b/1<br/>//p#58;j"]:::run`,
    `t${other.id}["a/1<br/>//p#58;k"]:::run`,
    `${nodeOf(['b/1'])} --> t${other.id}`,
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
  expect(drawn(graphOf(task(['a']), task(['z'], ['a'])))).toEqual(
    expect.arrayContaining([expect.stringContaining(alone?.split('[')[0] ?? '?')]),
  );
});

test('puts the tasks of a job that has several into a sub-graph with its name', () => {
  const other = fakeTask({ job: '//p:other', outputs: ['c'], inputs: ['a', 'b'] });
  const lines = drawn(graphOf(task(['a']), task(['b']), other));
  expect(lines).toEqual([
    'flowchart LR',
    expect.stringMatching(/^subgraph fg[0-9a-f]{16}\["\/\/p#58;j"\]$/),
    `${nodeOf(['a'])}["a"]:::run`,
    `${nodeOf(['b'])}["b"]:::run`,
    'end',
    `t${other.id}["c<br/>//p#58;other"]:::run`,
    `${nodeOf(['a'])} --> t${other.id}`,
    `${nodeOf(['b'])} --> t${other.id}`,
  ]);
});

test('collapsed, draws one box for each job and each family of other refs, with counts', () => {
  const days = Array.from({ length: 1200 }, (_, number) => `d=${String(number)}`);
  const raw = days.map((day) =>
    fakeTask({ job: '//p:raw', outputs: [`raw/${day}`, `bad/${day}`], inputs: [`?x/${day}`] }),
  );
  const sums = days.map((day, number) =>
    fakeTask({
      job: '//p:sum',
      outputs: [`sum/${day}`],
      inputs: [`raw/${day}`, ...(number > 0 ? [`sum/d=${String(number - 1)}`] : [])],
    }),
  );
  const lines = drawn(graphOf(...raw, ...sums), 'groups').map((line) => line.replaceAll(/g[0-9a-f]{16}/g, 'ID'));
  expect(lines).toEqual([
    'flowchart LR',
    'ID["//p#58;raw<br/>1#44;200 tasks#44; 2#44;400 partitions"]:::run',
    'ID["//p#58;sum<br/>1#44;200 tasks#44; 1#44;200 partitions"]:::run',
    'ID("x/d=#42;<br/>1#44;200 partitions"):::outside',
    'ID -.->|"1#44;200"| ID',
    'ID -->|"1#44;200"| ID',
    'ID -->|"1#44;199"| ID',
  ]);
});

test('collapsed, draws refs of too many families as one box', () => {
  const queried = Array.from({ length: 40 }, (_, number) => `?source_${String(number)}`);
  expect(drawn(graphOf(task(['a'], queried)), 'groups')).toContainEqual(
    expect.stringMatching(/^g[0-9a-f]{16}\("not made here<br\/>40 partitions"\):::outside$/),
  );
});

test.each(['TB', 'LR', 'BT', 'RL'] as const)('writes direction %s on the first line', (direction) => {
  expect(flowchart(graphOf(), direction).text.split('\n')[0]).toBe(`flowchart ${direction}`);
});

test('adds a comment exactly when the drawing exceeds the default limits of mermaid', () => {
  const fan = (width: number): Flowchart =>
    flowchart(
      graphOf(
        task(
          ['a'],
          Array.from({ length: width }, (_, number) => `?${String(number)}`),
        ),
      ),
      'TB',
    );
  expect(fan(500).text).not.toContain('%%');
  expect([fan(500).fits, fan(501).fits]).toEqual([true, false]);
  expect(fan(501).text.split('\n')[1]).toMatch(/^%% 501 edges, \d+ characters: too large for mermaid as it comes/);
  const wide = graphOf(...Array.from({ length: 400 }, (_, number) => task([`${'x'.repeat(150)}${String(number)}`])));
  expect(flowchart(wide, 'TB').text).toContain('%% 0 edges');
});
