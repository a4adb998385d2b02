export type { PinFileFailure } from './failure.js';
export { pin } from './pin.js';
export { readPin } from './read.js';
export type { Pin, PinnedTask } from './schema.js';
export { unpin } from './unpin.js';
export { writePin } from './write.js';
