import { expect, test } from '@jest/globals';
import { inputOf, manifestOf } from '../conformance/manifests.js';
import { recordedInputs } from './recorded_inputs.js';

/** Refs that contain what is looked for in the text. */
const STRANGE = ['a],"b', '"inputs":[', '{', '],', ']', '\\'];

test.each([...STRANGE, 'x/1'])('the inputs of a manifest are found beside the ref %j', (ref) => {
  const inputs = [inputOf(ref, 'm'), { ...inputOf('q', 'm'), depType: 'query' as const }, inputOf('y', 'm')];
  expect(recordedInputs(JSON.stringify(manifestOf('m', [ref], { inputs })))).toEqual([ref, 'y']);
});

test('the inputs of a manifest are found in any order of its fields, beside metadata with the same name', () => {
  const { inputs, ...rest } = manifestOf('m', ['a'], {
    inputs: [inputOf('x', 'm')],
    metadata: { inputs: [{ depType: 'materialize', ref: 'other' }] },
  });
  expect(recordedInputs(JSON.stringify({ ...rest, inputs }, null, 1))).toEqual(['x']);
  expect(recordedInputs(JSON.stringify({ ...rest, inputs }))).toEqual(['x']);
});

test('a manifest without inputs, or a damaged one, has none', () => {
  for (const body of [JSON.stringify(manifestOf('m', ['a'])), '', '{', '[]', 'null', '{"inputs":[}', '{"inputs":1}']) {
    expect(recordedInputs(body)).toEqual([]);
  }
});
