import { expect, test } from '@jest/globals';
import { registrySource } from './registry_entry.js';

const VALUES = { OWNER: 'someone', REPO: 'databuild', TAG: 'v1.2.0', VERSION: '1.2.0' };

test('fills in the placeholders of the template, and the integrity of the archive', () => {
  const template = '{"integrity": "", "strip_prefix": "{REPO}-{VERSION}", "url": "scheme://{OWNER}/{TAG}"}';

  expect(registrySource(template, VALUES, 'sha256-x')).toEqual({
    integrity: 'sha256-x',
    strip_prefix: 'databuild-1.2.0',
    url: 'scheme://someone/v1.2.0',
  });
});

test('names an unknown placeholder', () => {
  expect(() => registrySource('{"url": "{SHA}"}', VALUES, '')).toThrow('{SHA}');
});
