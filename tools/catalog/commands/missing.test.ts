import { expect, test } from '@jest/globals';
import { refs } from '../../dev/testing/index.js';
import { manifestOf } from '../conformance/manifests.js';
import { findMissing, memoryCatalog } from '../index.js';

test('finds the refs that the catalog does not have, each once, in order', async () => {
  const catalog = memoryCatalog();
  await catalog.record([manifestOf('m', ['a', 'c'])]);
  await catalog.forget(refs('c'));
  expect(await findMissing(catalog, refs('d', 'b', 'a', 'c', 'b'))).toEqual(['b', 'c', 'd']);
});

test('asks about many refs in few queries', async () => {
  const catalog = memoryCatalog();
  const asked: number[] = [];
  const many = refs(...Array.from({ length: 25_000 }, (_, i) => `x/${String(i)}`));
  const missing = await findMissing(
    {
      current: (batch) => {
        asked.push(batch.length);
        return catalog.current(batch);
      },
    },
    many,
  );
  expect(missing).toHaveLength(25_000);
  expect(asked).toEqual([10_000, 10_000, 5_000]);
});
