import type { Emit } from '../exec/index.js';

/** Shows people the progress of a build. */
export interface Progress {
  readonly emit: Emit;
  /** Removes the view from the terminal if a build ends without its last event. */
  readonly end: () => void;
}
