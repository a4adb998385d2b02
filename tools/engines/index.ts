export type {
  Engine,
  EngineAttempt,
  EngineBatch,
  EngineFailure,
  EngineLimits,
  Observation,
  Submitted,
  Usage,
} from './engine.js';
export { EngineExecutor, type EngineExecutorOptions } from './engine_executor.js';
