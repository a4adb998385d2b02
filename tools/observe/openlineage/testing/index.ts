export { BUILD_ID, happens, lineageOptions, START } from './build.js';
export { LineageReceiver } from './lineage_receiver.js';
export { openLineageSchemas } from './published.js';
export { SCHEMAS } from './schemas.js';
export { checker, spoilt, type Check } from './validate.js';
