import { environment } from '../../base/runtime/index.js';

/** Node itself: under Bazel, `process.execPath` may be a script that needs the environment of the test. */
export const NODE_PROGRAM = environment()['JS_BINARY__NODE_BINARY'] ?? process.execPath;
