export { analysisOf, callsOf, jobGraphOf, type Analysis, type KeyedTask } from './analysis.js';
export { analyze, analyzeTasks, type AnalyzeDeps } from './analyze.js';
export type { Definition } from './definition.js';
export type { AnalyzeEvent } from './events.js';
export type { AnalyzeFailure } from './failure.js';
export type { SpeculationDeps } from './speculation.js';
