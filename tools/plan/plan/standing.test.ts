import { expect, test } from '@jest/globals';
import type { CurrentManifest } from '../../catalog/index.js';
import { fakeTask, refs } from '../../dev/testing/index.js';
import { noteOf, proves, standingOf } from './standing.js';

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

test('each validity asks for as much as its name says; content asks for both keys', () => {
  const proven = (is: CurrentManifest) =>
    (['presence', 'version', 'content'] as const).filter((validity) => proves(is, task, validity));
  expect(proven(manifest())).toEqual(['presence', 'version', 'content']);
  expect(proven(oldContent)).toEqual(['presence', 'version']);
  expect(proven(oldVersion)).toEqual(['presence']);
  expect(proven(manifest({ jobVersion: '1.3.0' }))).toEqual(['presence', 'version', 'content']);
});

test('a manifest without a content key proves no content', () => {
  expect(proves(manifest({ contentKey: undefined }), task, 'content')).toBe(false);
  expect(proves(manifest({ contentKey: undefined }), task, 'version')).toBe(true);
});

test('a config is valid with all of its outputs, missing without one of them, and stale by the first that is', () => {
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

test('what is masked is told by how much it changes', () => {
  expect(noteOf(manifest(), task)).toBe('valid');
  expect(noteOf(manifest({ jobVersion: '1.2.1' }), task)).toBe('masked-minor-change');
  expect(noteOf(oldContent, task)).toBe('masked-minor-change');
  expect(noteOf(oldVersion, task)).toBe('masked-major-change');
});
