import { expect, test } from '@jest/globals';
import type { CurrentManifest } from '../../catalog/index.js';
import { fakeTask, refs } from '../../dev/testing/index.js';
import { standingOf } from './standing.js';

const task = fakeTask({ outputs: ['x/1', 'x/2'], jobVersion: '1.2.0', versionKey: 'v', contentKey: 'c' });
const [first, second] = refs('x/1', 'x/2');

const manifest = (overrides: Partial<CurrentManifest> = {}): CurrentManifest => ({
  id: 'm',
  versionKey: 'v',
  contentKey: 'c',
  jobVersion: '1.2.0',
  ...overrides,
});
const oldVersion = manifest({ id: 'old', versionKey: 'old' });
const oldContent = manifest({ id: 'old', contentKey: 'old' });

test('a task is missing if any output is missing, stale by its first stale output, and valid otherwise', () => {
  const standing = (one?: CurrentManifest, other?: CurrentManifest) => {
    const current = new Map([
      ...(one === undefined ? [] : [[first!, one] as const]),
      ...(other === undefined ? [] : [[second!, other] as const]),
    ]);
    return standingOf(task, current, 'version');
  };
  expect(standing(manifest(), manifest())).toEqual({ kind: 'valid', masked: false });
  expect(standing(manifest(), oldContent)).toEqual({ kind: 'valid', masked: true });
  expect(standing(manifest())).toEqual({ kind: 'missing' });
  expect(standing(oldVersion)).toEqual({ kind: 'missing' });
  expect(standing(manifest(), oldVersion)).toEqual({ kind: 'stale', manifest: oldVersion });
  expect(standing(oldVersion, { ...oldVersion, id: 'other' })).toEqual({ kind: 'stale', manifest: oldVersion });
});
