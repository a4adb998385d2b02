export type { JobOptions } from './job_script.js';
export { slurmEngine, type SlurmEngineOptions } from './slurm_engine.js';
