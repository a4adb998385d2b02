export { Claims, type ClaimName } from './claims.js';
export { Configs } from './configs.js';
export type { ClaimingConfig, ConfigureFailure, RefInTwoConfigs } from './failure.js';
export {
  askJobs,
  claimConfigs,
  configure,
  type AskJobsDeps,
  type ConfigureRequest,
  type Configured,
} from './configure.js';
export { inOrderOf } from './in_order.js';
