import { expect, test } from '@jest/globals';
import { childEnvironment, resolveRunfile } from './runfiles.js';

test('resolves runfiles paths in the tree, and keeps absolute paths', () => {
  expect(resolveRunfile('/rf', '_main/pkg/tool')).toBe('/rf/_main/pkg/tool');
  expect(resolveRunfile('/rf', 'other+/tool')).toBe('/rf/other+/tool');
  expect(resolveRunfile('/rf', '/usr/bin/touch')).toBe('/usr/bin/touch');
});

test('a child gets a few variables of the caller, those of the runfiles, and those passed on by name', () => {
  const parentEnv = {
    PATH: '/bin',
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    SECRET: 's',
    TOKEN: 't',
    JS_BINARY__RUNFILES: '/x',
    NODE_COMPILE_CACHE: '/x',
    RUNFILES_MANIFEST_FILE: '/x',
    RUNFILES_DIR: '/somewhere/else',
  };
  expect(childEnvironment({ parentEnv, runfilesDir: '/rf', passEnv: ['TOKEN', 'UNSET'] })).toEqual({
    PATH: '/bin',
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    TOKEN: 't',
    RUNFILES_DIR: '/rf',
    JAVA_RUNFILES: '/rf',
    BAZEL_BINDIR: '.',
  });
});

test('a child gets a default PATH if the caller has none', () => {
  expect(childEnvironment({ parentEnv: {}, runfilesDir: '/rf' })['PATH']).toBe('/usr/local/bin:/usr/bin:/bin');
});
