export { argvLimitBytes, environmentBytes, MAX_STRING_BYTES, splitForArgv, stringBytes } from './argv.js';
export { capture, type Capture, type CaptureOutcome, type CaptureRequest } from './capture.js';
export { readContext, type Context } from './context.js';
export { errorCode, errorMessage } from './errors.js';
export {
  locateDirectories,
  prepareDirectory,
  resolveUserPath,
  type Directories,
  type DirectoryFailure,
} from './paths.js';
export { childEnvironment, resolveRunfile, type ChildEnvironmentOptions } from './runfiles.js';
export type { Launch } from './shell_text.js';
export type { LaunchOutcome } from './slot.js';
export { startSlots, type SlotPoolOptions, type Slots } from './slot_pool.js';
export { timeIds, type TimeIds } from './time_id.js';
