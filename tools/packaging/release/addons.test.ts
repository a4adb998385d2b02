import { expect, test } from '@jest/globals';
import { ADDONS, lockedPackage } from './addons.js';

const LOCKFILE = `packages:

  '@koromix/koffi-linux-arm64@3.3.4':
    resolution: {integrity: sha512-a/b+c==}
    cpu: [arm64]

  '@koromix/koffi-linux-arm@3.3.4':
    resolution: {integrity: sha512-d==}

  pg@8.23.1:
    resolution: {integrity: sha512-e==, tarball: elsewhere}
`;

test('finds a package in the lockfile by its full name', () => {
  expect(lockedPackage(LOCKFILE, '@koromix/koffi-linux-arm')).toEqual({ version: '3.3.4', integrity: 'sha512-d==' });
  expect(lockedPackage(LOCKFILE, '@koromix/koffi-linux-arm64').integrity).toBe('sha512-a/b+c==');
  expect(lockedPackage(LOCKFILE, 'pg')).toEqual({ version: '8.23.1', integrity: 'sha512-e==' });
  expect(() => lockedPackage(LOCKFILE, 'g')).toThrow('no package g');
});

test('has an add-on for each platform that graphs run on', () => {
  expect(ADDONS.map(({ folder }) => folder)).toEqual(['linux_x64', 'linux_arm64']);
});
