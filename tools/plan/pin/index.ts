export type { PinFileFailure } from './failure.js';
export { pin } from './pin.js';
export { readPin } from './read.js';
export { PIN_SCHEMA_VERSION, PinSchema, type Pin, type PinnedTask } from './schema.js';
export { unpin } from './unpin.js';
export { writePin } from './write.js';
