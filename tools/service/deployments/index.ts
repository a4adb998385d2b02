export { buildsOfDeployment, deploymentsOfBuilds, recordDeploymentOfBuild } from './builds_of.js';
export {
  Deployments,
  migrateDeployments,
  type DeploymentQuery,
  type DeploymentsDeps,
  type Uploaded,
} from './deployments.js';
export { diffPrograms, type DeploymentDiff, type StaleTask } from './diff.js';
export { describeDeploymentFailure, type DeploymentFailure, type Need } from './failure.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export type { Deployment, DeploymentState } from './store.js';
export type { EntryProblem } from './unpack_failure.js';
