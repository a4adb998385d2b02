import { expect, test } from '@jest/globals';
import type { PartitionRef, TaskConfig } from '../../base/model/index.js';
import { fakeJob, refs } from '../../dev/testing/index.js';
import { Claims } from './claims.js';
import { Configs } from './configs.js';

const job = fakeJob('a');

/** A config, as it is parsed from JSON. */
const config = (output: string, inputs: readonly object[], args: readonly string[] = []): TaskConfig =>
  JSON.parse(JSON.stringify({ outputs: [output], inputs, args, env: {}, executable: 'x' })) as TaskConfig;

const claimsOf = (...configs: readonly TaskConfig[]): Claims => {
  const claims = new Claims(new Configs());
  for (const each of configs) expect(claims.add(job, claims.configs.add(each))).toEqual([]);
  return claims;
};

const read = { depType: 'materialize', ref: 'r' };

test('wants each materialize input once', () => {
  const query = { depType: 'query', ref: 'q' };
  const claims = claimsOf(config('x', [query, read, { depType: 'materialize', ref: 'y' }]), config('y', [read, read]));
  const wanted = [0, 1].map((claim) => {
    const found: PartitionRef[] = [];
    claims.wantInputsOf(claim, (ref) => found.push(ref));
    return found;
  });
  expect(wanted).toEqual([['r'], []]);
  const [q = '' as PartitionRef, r = q] = refs('q', 'r');
  expect([claims.has(q), claims.has(r)]).toEqual([false, true]);
  expect([claims.of(q), claims.of(r)]).toEqual([undefined, undefined]);
});

test('finds the maker of each of many refs', () => {
  const outputs = Array.from({ length: 5000 }, (_, number) => `item=${String(number)}`);
  const claims = claimsOf(...outputs.map((output) => config(output, [{ depType: 'query', ref: `before ${output}` }])));
  expect(refs(...outputs).map((ref) => claims.of(ref))).toEqual(outputs.map((_, number) => number));
  expect(claims.of(refs('before item=7')[0]!)).toBeUndefined();
});

test('counts an identical config once, and leaves a contested ref with the earlier config', () => {
  const claims = claimsOf(config('x', [read]), config('x', [read]));
  expect(claims.size).toBe(1);
  const other = claims.configs.add(config('x', [read], ['2']));
  expect(claims.add(job, other)).toMatchObject([
    { reason: 'ref-in-two-configs', refs: ['x'], second: { args: ['2'] } },
  ]);
  expect(claims.of(refs('x')[0]!)).toBe(0);
});
