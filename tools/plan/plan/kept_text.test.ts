import { expect, test } from '@jest/globals';
import { memoryCatalog } from '../../catalog/index.js';
import { fakeJobGraph, fakeTask } from '../../dev/testing/index.js';
import { KeptText } from './kept_text.js';
import { plan } from './plan.js';
import { writePlan } from './write.js';

const graph = fakeJobGraph(
  Array.from({ length: 1_000 }, (_, number) => fakeTask({ outputs: [`a/${String(number)}`] })),
);

test.each([
  ['that is kept', undefined],
  ['that is too long to keep', 100_000],
])('the text of a plan %s is the one that is written', async (_, maxLength) => {
  const text = new KeptText(maxLength);
  const made = await plan(graph, {}, { catalog: memoryCatalog(), jobs: [], text });
  if (!made.ok) throw new Error('no plan');
  expect([...text.write(made.value)].join('')).toBe([...writePlan(made.value)].join(''));
});
