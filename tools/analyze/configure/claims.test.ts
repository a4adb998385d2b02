import { expect, test } from '@jest/globals';
import type { PartitionRef, TaskConfig } from '../../base/model/index.js';
import { fakeJob, refs } from '../../dev/testing/index.js';
import { Claims } from './claims.js';

const job = fakeJob('a');

/** A config, as it is parsed from JSON. */
const config = (output: string, inputs: readonly object[]): TaskConfig =>
  JSON.parse(JSON.stringify({ outputs: [output], inputs, args: [], env: {}, executable: 'x' })) as TaskConfig;

const claimsOf = (...configs: readonly TaskConfig[]): Claims => {
  const claims = new Claims();
  for (const each of configs) expect(claims.add(job, each)).toEqual([]);
  return claims;
};

const read = { depType: 'materialize', ref: 'r' };

test('keeps an input that several configs read once', () => {
  const claims = claimsOf(config('x', [read]), config('y', [{ depType: 'query', ref: 'q' }, read]));
  expect(claims.get(0).config.inputs[0]).toBe(claims.get(1).config.inputs[1]);
});

test('keeps the fields of an input in their order, which plans show', () => {
  const turned = { ref: 'r', depType: 'materialize' };
  const claims = claimsOf(config('x', [read]), config('y', [turned]), config('z', [turned, read]));
  expect(claims.all.map(({ config: { inputs } }) => JSON.stringify(inputs))).toEqual(
    [[read], [turned], [turned, read]].map((inputs) => JSON.stringify(inputs)),
  );
});

test('names the makers of inputs in their order, and wants each materialize input once', () => {
  const query = { depType: 'query', ref: 'q' };
  const claims = claimsOf(config('x', [query, read, { depType: 'materialize', ref: 'y' }]), config('y', [read, read]));
  expect([0, 1, 2].map((index) => claims.makerOfInput(0, index))).toEqual([undefined, undefined, 1]);
  expect([0, 1].map((claim) => claims.wantInputsOf(claim))).toEqual([['r'], []]);
  const [q = '' as PartitionRef, r = q] = refs('q', 'r');
  expect([claims.has(q), claims.has(r)]).toEqual([false, true]);
  expect([claims.of(q), claims.of(r)]).toEqual([undefined, undefined]);
});
