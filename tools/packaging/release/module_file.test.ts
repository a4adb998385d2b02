import { expect, test } from '@jest/globals';
import { releaseModule } from './module_file.js';

const SOURCE = `"A module."

module(
    name = "databuild",
    # No version: it comes later.
)

bazel_dep(name = "platforms", version = "1.0.0")

# The MODULE.bazel of a release ends here: because.

bazel_dep(name = "aspect_rules_js", version = "3.4.1")
`;

test('adds the version, and removes the dependencies that build the tools', () => {
  expect(releaseModule(SOURCE, '1.2.0')).toBe(`"A module."

module(
    name = "databuild",
    version = "1.2.0",
)

bazel_dep(name = "platforms", version = "1.0.0")
`);
});

test('rejects a MODULE.bazel without the place for the version or the end of the release part', () => {
  expect(() => releaseModule(SOURCE.replace('No version', 'Version'), '1.2.0')).toThrow('No version');
  expect(() => releaseModule(SOURCE.replace('ends here', 'ends'), '1.2.0')).toThrow('ends here');
});
