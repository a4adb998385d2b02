export {
  argvLimitBytes,
  environmentBytes,
  execLimitBytes,
  MAX_STRING_BYTES,
  splitForArgv,
  stringBytes,
} from './argv.js';
export { capture, STDERR_TAIL_BYTES, type Capture, type CaptureOutcome, type CaptureRequest } from './capture.js';
export { CLOCK, millisSince, type Clock } from './clock.js';
export { copyTree, type Copied, type CopyFailure, type CopyOptions } from './copy_tree.js';
export { currentDirectoryProblem, environment, readContext, type Context } from './context.js';
export { signalProcess, signalSession, startDetached, type DetachedProcess, type DetachedRequest } from './detached.js';
export { cutToWidth, displayWidth } from './display_width.js';
export { errorCode, errorMessage } from './errors.js';
export { checkExecutable, readTail } from './files.js';
export { outermostMissing, unusableDirectory } from './directories.js';
export { malformedArgument } from './malformed_argument.js';
export { obstacleToDirectory, obstacleToFile, type Obstacle, type Owner, type Use } from './obstacle.js';
export {
  DIRECTORY_MODE,
  FILE_MODE,
  SHARED_BY_GROUP_MODE,
  locateDirectories,
  prepareDirectory,
  resolveUserPath,
  type Directories,
  type DirectoryFailure,
} from './paths.js';
export { childEnvironment, resolveRunfile, type ChildEnvironmentOptions } from './runfiles.js';
export { hasEnded, ownProcessMark, processMark, processState } from './process_mark.js';
export { readMachine, type Machine } from './machine.js';
export type { Launch, LaunchOutcome } from './launch.js';
export { startSlots, type SlotPoolOptions, type Slots } from './slot_pool.js';
export { terminalText } from './terminal_text.js';
export { timeIds, type TimeIds } from './time_id.js';
export { readInput, readInputBytes, readText, readTextNow } from './input.js';
export { inputName, ReadError, type InputPlace, type ReadFailure } from './input_bytes.js';
export { GrowingFile } from './growing_file.js';
export { inputLines, linesIn } from './lines.js';
export { openAnything, openRegularFile, openRegularFileNow, readRegularFile, readRegularFileNow } from './open_file.js';
export {
  onStderrResize,
  openStderr,
  openStdout,
  stderrSize,
  type Messages,
  type Output,
  type TerminalSize,
} from './output.js';
export { settledOr } from './settled.js';
export { CANCEL_EXIT_CODES, listenForCancel, type Cancellation, type CancelSignal } from './signals.js';
export { captureWorkers, type CaptureWorkers } from './worker_capture.js';
export type { WorkerProblem } from './worker_protocol.js';
export { createOnce, writeAtomically, writeAtomicallyNow } from './write_atomically.js';
export { writeFolder, type FolderFile, type FolderInTheWay } from './write_folder.js';
export { writeText, type WriteFailure } from './write_text.js';
