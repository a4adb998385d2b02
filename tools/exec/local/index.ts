export type { AttemptFiles } from './attempt_files.js';
export { batchTaskSchema } from './batch_file.js';
export { batchResultSchema } from './batch_results.js';
export { LocalFiles } from './local_files.js';
export {
  localExecutor,
  startLocalExecutor,
  type LocalExecutorOptions,
  type LocalExecutorStart,
} from './local_executor.js';
export { runHere } from './run_here.js';
export { writeBatchFile, writeOutputsFile } from './write_for_program.js';
