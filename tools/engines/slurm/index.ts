export { slurmEngine, type SlurmEngineOptions } from './slurm_engine.js';
