import { expect, test } from '@jest/globals';
import { fakeAsk, fakeDefinition, patternDescriptor, refs, templateJob } from '../../dev/testing/index.js';
import { analyze } from './analyze.js';

const descriptor = patternDescriptor([
  templateJob('report', ['report/month={month}'], { inputs: ['sums/month={month}', 'names/all'], args: ['{month}'] }),
  templateJob('sums', ['sums/month={month}'], { queryInputs: ['hints/{month}'], env: { MONTH: '{month}' } }),
  templateJob('names', ['names/all']),
]);

/** Analyses refs of a graph that has no program. */
function analyzeAll(...texts: string[]) {
  const { ask, calls } = fakeAsk({});
  const result = analyze(refs(...texts), { descriptor, definition: fakeDefinition(descriptor), ask });
  return { result, calls };
}

test('a graph without programs is analyzed without a process', async () => {
  const { result, calls } = analyzeAll('report/month=1', 'report/month=2');
  const graph = await result;
  expect(graph.ok && graph.value.tasks.map(({ job, config }) => [job, config.outputs[0], config.args])).toEqual([
    ['//test:sums', 'sums/month=1', []],
    ['//test:sums', 'sums/month=2', []],
    ['//test:names', 'names/all', []],
    ['//test:report', 'report/month=1', ['1']],
    ['//test:report', 'report/month=2', ['2']],
  ]);
  expect(calls).toEqual([]);
});

test('an input that no pattern matches is named with the task that needs it, and the patterns', async () => {
  const strange = patternDescriptor([templateJob('a', ['a/{x}'], { inputs: ['b/{x}'] })]);
  const { ask } = fakeAsk({});
  const found = await analyze(refs('a/1'), { descriptor: strange, definition: fakeDefinition(strange), ask });
  expect(found).toEqual({
    ok: false,
    error: [
      {
        reason: 'ref-not-placed',
        graph: '//test:graph',
        refs: [{ ref: 'b/1', neededBy: { job: '//test:a', output: 'a/1' } }],
        patterns: ['a/{x}'],
      },
    ],
  });
});
