export { describeServiceFailure, type ServiceFailure } from './failure.js';
export { jsonLog, type Log } from './log.js';
export { startService, type Service, type ServiceDeps, type ServiceOptions } from './service.js';
