export { Rig, type Done } from './rig.js';
export { compileFor, HARMFUL, JOBS, SAMPLE, samplePlan } from './sample.js';
