export { capturePlainly } from './capture_plainly.js';
export { HAS_SLURM, startSlurm, type SlurmCluster, type SlurmOptions } from './cluster.js';
