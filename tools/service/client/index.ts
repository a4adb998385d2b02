export type * from './api_types.js';
