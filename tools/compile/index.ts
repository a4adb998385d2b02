export { compile, MARK, type CompiledPlan, type CompileRequest } from './compile.js';
export type { CompileFailure } from './failure.js';
export { shellWord } from './quote.js';
export { excessOfTasks, type Slice } from './slice.js';
export type { CompiledFile, CompileSettings, Target } from './target.js';
export { TARGETS } from './targets.js';
