import { environment } from '../../base/runtime/index.js';

/** The Node binary. Under Bazel, `process.execPath` may be a script that needs the environment of the test. */
export const NODE_PROGRAM = environment()['JS_BINARY__NODE_BINARY'] ?? process.execPath;
