// What js_run_binary wrote: from the root of the output tree, from a package, and into a folder.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

for (const file of ['shouted.txt', 'out.txt', 'folder/out 1.txt']) {
  assert.equal(readFileSync(file, 'utf8'), 'HELLO WORLD', file);
}
