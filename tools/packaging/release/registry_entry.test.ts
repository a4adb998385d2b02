import { expect, test } from '@jest/globals';
import { registrySource } from './registry_entry.js';

const VALUES = { OWNER: 'someone', REPO: 'databuild', TAG: 'v1.2.0', VERSION: '1.2.0' };

test('the template has its placeholders filled in, and the integrity of the archive', () => {
  const template = '{"integrity": "", "strip_prefix": "{REPO}-{VERSION}", "url": "scheme://{OWNER}/{TAG}"}';

  expect(registrySource(template, VALUES, 'sha256-x')).toEqual({
    integrity: 'sha256-x',
    strip_prefix: 'databuild-1.2.0',
    url: 'scheme://someone/v1.2.0',
  });
});

test('a placeholder that is not known is named', () => {
  expect(() => registrySource('{"url": "{SHA}"}', VALUES, '')).toThrow('{SHA}');
});
