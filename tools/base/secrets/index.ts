export { MASK, maskSecrets, type Mask, type Secrets } from './mask.js';
export { maskManifest, maskTask, maskTasks } from './mask_task.js';
export { valuesInArgs, type ValueInArgs } from './values_in_args.js';
