export { batchTaskSchema } from './batch_file.js';
export { batchResultSchema } from './batch_results.js';
export { LocalFiles } from './local_files.js';
export {
  localExecutor,
  startLocalExecutor,
  type LocalExecutorOptions,
  type LocalExecutorStart,
} from './local_executor.js';
