export { processEngine, type ProcessEngineOptions } from './process_engine.js';
