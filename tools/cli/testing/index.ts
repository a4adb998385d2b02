export { CatalogGraph } from './catalog_graph.js';
export { expectFailureWithLog, expectSameAsLocal } from './engine_builds.js';
export { outputs, values } from './json_lines.js';
export { BUNDLE, end, TestGraph, type Done, type Program, type RunOptions, type Scripts } from './test_graph.js';
export { MortalService, type Answered } from './mortal_service.js';
export { graphWithTriggers, look, randomActs, send, type Act, type Ending } from './random_work.js';
export { normalized, sessionsOf, type Exchange } from './sessions.js';
export { Shop } from './shop.js';
export { resultsIn, TaskGraph, type TestResult } from './task_graph.js';
