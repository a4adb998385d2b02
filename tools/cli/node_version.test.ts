import { expect, test } from '@jest/globals';
import { nodeProblem } from './node_version.js';

test('a Node that is too old is named together with its toolchain', () => {
  expect(nodeProblem('22.22.2')).toMatch(/Node 22\.22\.2.*24 or later[^]*rules\/node:runtime_toolchain_type/);
});

test('Node 24 and later versions are accepted', () => {
  expect(nodeProblem('24.15.0')).toBeUndefined();
  expect(nodeProblem('26.0.0')).toBeUndefined();
});
