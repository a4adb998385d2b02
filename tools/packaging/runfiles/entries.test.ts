import { expect, test } from '@jest/globals';
import { parseEntries } from './entries.js';

test('reads one entry per line', () => {
  const text = [
    '{"folder":"g.runfiles/","entry":{"may_be_link":true,"path":"_main/a b","source":"bazel-out/bin/a b"}}',
    '{"folder":"","entry":{"path":"README.txt","plain":true,"source":"bazel-out/bin/é"}}',
    '{"folder":"g.runfiles/","entry":{"path":"_main/__init__.py"}}',
    '{"folder":"","entry":{"is_tree":true,"path":"tree","source":"bazel-out/bin/tree"}}',
    '',
  ].join('\n');

  expect(parseEntries(text)).toEqual([
    { path: 'g.runfiles/_main/a b', source: 'bazel-out/bin/a b', mayBeLink: true, plain: false },
    { path: 'README.txt', source: 'bazel-out/bin/é', mayBeLink: false, plain: true },
    { path: 'g.runfiles/_main/__init__.py', mayBeLink: false, plain: false },
    { path: 'tree', source: 'bazel-out/bin/tree', mayBeLink: false, plain: false, isTree: true },
  ]);
});
