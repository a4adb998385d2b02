export { MASK, maskSecrets, type Mask, type Secrets } from './mask.js';
export { maskConfig, maskManifest, maskTask } from './mask_task.js';
