export type * from './api_types.js';
export { followEvents, type FollowedEvent } from './events.js';
export { describeCallFailure, reasonOf, type CallFailure } from './failure.js';
export { pages } from './pages.js';
export { openService, type Service, type ServiceOptions } from './service.js';
