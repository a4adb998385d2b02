export { askAll, type Answer, type Question } from './ask.js';
export type { Asked, AskFailure } from './failure.js';
export type { AskOptions } from './options.js';
