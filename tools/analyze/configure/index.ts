export { Claims, type Claim, type ClaimName } from './claims.js';
export type { ClaimingConfig, ConfigureFailure, RefInTwoConfigs } from './failure.js';
export {
  askJobs,
  claimConfigs,
  configure,
  type ConfigureDeps,
  type ConfigureRequest,
  type Configured,
} from './configure.js';
export { inOrderOf } from './in_order.js';
export { RefPool } from './ref_pool.js';
