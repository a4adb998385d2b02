export { MASK, maskSecrets, type Mask, type Secrets } from './mask.js';
export { maskManifest, maskReport, maskTask, maskTasks } from './mask_task.js';
export { valuesInArgs, type Called, type ValueInArgs } from './values_in_args.js';
