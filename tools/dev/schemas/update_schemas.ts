import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedSchemas } from './published_schemas.js';

// Writes docs/schemas of the workspace where `bazel run` was called.
const workspace = process.env['BUILD_WORKSPACE_DIRECTORY'];
if (workspace === undefined) throw new Error('start it with: bazel run //tools/dev/schemas:update_schemas');
const folder = join(workspace, 'docs', 'schemas');
await mkdir(folder, { recursive: true });
for (const [file, text] of publishedSchemas()) await writeFile(join(folder, file), text);
