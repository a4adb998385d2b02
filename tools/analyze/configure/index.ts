export { Claims, type Claim, type ClaimName } from './claims.js';
export type { ClaimingConfig, ConfigureFailure, RefInTwoConfigs } from './failure.js';
export { configure, configureWave, type ConfigureDeps, type ConfigureRequest } from './configure.js';
