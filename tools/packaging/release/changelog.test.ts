import { expect, test } from '@jest/globals';
import { changesIn } from './changelog.js';

const CHANGELOG =
  '# Changelog\n\n## 1.10.0 (2026-02-01)\n\n## 1.1.0\n\n- Added this.\n- Fixed that.\n\n## 1.0.0\n\n- First.\n';

test('the changes of a version are its section', () => {
  expect(changesIn(CHANGELOG, '1.1.0')).toBe('- Added this.\n- Fixed that.');
  expect(changesIn(CHANGELOG, '1.0.0')).toBe('- First.');
});

test('a version without changes has none', () => {
  expect(changesIn(CHANGELOG, '1.10.0')).toBeUndefined();
  expect(changesIn(CHANGELOG, '1.1')).toBeUndefined();
});
