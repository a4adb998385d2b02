import { readContext } from '../runtime/index.js';

/** Node itself: under Bazel, `process.execPath` may be a script that needs the environment of the test. */
export const NODE_PROGRAM = readContext().env['JS_BINARY__NODE_BINARY'] ?? process.execPath;
