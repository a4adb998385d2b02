import { expect, test } from '@jest/globals';
import type { JobGraph, Pruned } from '../../base/model/index.js';
import { fakeJobGraph, fakeTask, refs } from '../../dev/testing/index.js';
import { sampleMasked, type Sample } from './sample.js';

const numbers = Array.from({ length: 20 }, (_, number) => String(number));
const many = fakeJobGraph(numbers.map((number) => fakeTask({ outputs: [`many/${number}`] })));
const few = fakeJobGraph(['1', '2'].map((number) => fakeTask({ outputs: [`few/${number}`] })));
const graph: JobGraph = { ...many, tasks: [...many.tasks, ...few.tasks] };

const masked = (...names: string[]): Pruned[] =>
  refs(...names).map((ref) => ({ ref, manifest: `m ${ref}`, note: 'masked-minor-change' }));
const all = masked(...graph.tasks.flatMap(({ config }) => config.outputs));
const names = ({ targets }: Sample): string[] => targets.flatMap(({ partitions }) => partitions.map(({ ref }) => ref));

test('only masked partitions are chosen, each with the manifest that proves it', () => {
  const pruned: Pruned[] = [
    ...masked('many/3'),
    { ref: refs('few/1')[0] as Pruned['ref'], manifest: 'm', note: 'valid' },
  ];
  const sample = sampleMasked({ id: 'p', pruned }, graph, 10);
  expect(sample).toMatchObject({ size: 1, masked: 1 });
  expect(sample.targets).toEqual([{ task: graph.tasks[3], partitions: [{ ref: 'many/3', manifest: 'm many/3' }] }]);
});

test('a partition with a masked major change is chosen too', () => {
  const pruned = masked('few/1').map((each): Pruned => ({ ...each, note: 'masked-major-change' }));
  expect(names(sampleMasked({ id: 'p', pruned }, graph, 1))).toEqual(['few/1']);
});

test('jobs take turns, so that a job with many partitions does not crowd out the others', () => {
  const sample = sampleMasked({ id: 'p', pruned: all }, graph, 4);
  expect(sample).toMatchObject({ size: 4, masked: 22 });
  expect(sample.targets.map(({ task }) => task.job).sort()).toEqual([
    '//test:few',
    '//test:few',
    '//test:many',
    '//test:many',
  ]);
});

test('when there are fewer partitions than requested, all are chosen, in the order of the graph', () => {
  expect(names(sampleMasked({ id: 'p', pruned: all }, graph, 1000))).toEqual(all.map(({ ref }) => ref));
});

test('the same plan always gives the same sample, and other plans give other samples', () => {
  const of = (id: string): string[] => names(sampleMasked({ id, pruned: all }, graph, 6));
  expect(of('p')).toEqual(of('p'));
  expect(new Set(numbers.map((id) => of(id).join())).size).toBeGreaterThan(10);
});

test('a chosen task brings all its masked partitions', () => {
  const both = fakeJobGraph([fakeTask({ outputs: ['x/1', 'x/2', 'x/3'] })]);
  const sample = sampleMasked({ id: 'p', pruned: masked('x/1', 'x/3') }, both, 1);
  expect([names(sample), sample.size]).toEqual([['x/1', 'x/3'], 2]);
});
