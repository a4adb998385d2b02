import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedPages } from './pages.js';

// Writes the generated pages of the workspace that `bazel run` was called in.
const workspace = process.env['BUILD_WORKSPACE_DIRECTORY'];
if (workspace === undefined) throw new Error('start it with: bazel run //tools/dev/docs:update_docs');
const folder = join(workspace, 'docs');
for (const [file, text] of await generatedPages(folder)) await writeFile(join(folder, file), text);
