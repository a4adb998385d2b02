import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFiles } from './generated_files.js';

// Writes the generated files of the workspace that `bazel run` was called in.
const workspace = process.env['BUILD_WORKSPACE_DIRECTORY'];
if (workspace === undefined) throw new Error('start it with: bazel run //tools/dev/docs:update_docs');
for (const [path, text] of await generatedFiles(workspace)) await writeFile(join(workspace, path), text);
