export { askAll, type Answer, type Question } from './ask.js';
export { askProgram, type ProgramCall } from './ask_program.js';
export type { Asked, AskFailure } from './failure.js';
export type { AskOptions } from './options.js';
export { readJson, type Printed } from './printed.js';
