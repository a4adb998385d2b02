import { expect, test } from '@jest/globals';
import { changesIn } from './changelog.js';

const CHANGELOG =
  '# Changelog\n\n## 1.10.0 (2026-02-01)\n\n## 1.1.0\n\n- Added this.\n- Fixed that.\n\n## 1.0.0\n\n- First.\n';

test('returns the section of a version', () => {
  expect(changesIn(CHANGELOG, '1.1.0')).toBe('- Added this.\n- Fixed that.');
  expect(changesIn(CHANGELOG, '1.0.0')).toBe('- First.');
});

test('returns undefined for a version without changes', () => {
  expect(changesIn(CHANGELOG, '1.10.0')).toBeUndefined();
  expect(changesIn(CHANGELOG, '1.1')).toBeUndefined();
});
