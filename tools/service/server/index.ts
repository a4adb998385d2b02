export { describeServiceFailure, type ServiceFailure } from './failure.js';
export { connectParts } from './parts.js';
export { makeTables } from './tables.js';
export { jsonLog, type Log } from './log.js';
export { startService, type Service, type ServiceDeps, type ServiceOptions } from './service.js';
