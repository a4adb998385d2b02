import { expect, test } from '@jest/globals';
import { noteOf, proves, type VersionedKeys } from './proof.js';

const task: VersionedKeys = { jobVersion: '1.2.0', versionKey: 'v', contentKey: 'c' };

const manifest = (overrides: Partial<VersionedKeys> = {}): VersionedKeys => ({ ...task, ...overrides });
const oldVersion = manifest({ versionKey: 'old' });
const oldContent = manifest({ contentKey: 'old' });

test('presence requires a manifest, version also the version key, and content also the content key', () => {
  const proven = (is: VersionedKeys) =>
    (['presence', 'version', 'content'] as const).filter((validity) => proves(is, task, validity));
  expect(proven(manifest())).toEqual(['presence', 'version', 'content']);
  expect(proven(oldContent)).toEqual(['presence', 'version']);
  expect(proven(oldVersion)).toEqual(['presence']);
  expect(proven(manifest({ jobVersion: '1.3.0' }))).toEqual(['presence', 'version', 'content']);
});

test('a manifest without a content key is not proof for the validity content', () => {
  expect(proves(manifest({ contentKey: undefined }), task, 'content')).toBe(false);
  expect(proves(manifest({ contentKey: undefined }), task, 'version')).toBe(true);
});

test('the note of a masked change says whether it is minor or major', () => {
  expect(noteOf(manifest(), task)).toBe('valid');
  expect(noteOf(manifest({ jobVersion: '1.2.1' }), task)).toBe('masked-minor-change');
  expect(noteOf(oldContent, task)).toBe('masked-minor-change');
  expect(noteOf(oldVersion, task)).toBe('masked-major-change');
});
