export { listExpected } from './expected.js';
export type { BadLine, ExpectedFailure } from './failure.js';
export { MAX_REFS, readRefs, type Expected } from './read_refs.js';
