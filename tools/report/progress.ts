import type { Emit } from '../exec/index.js';

/** Tells people of a build. */
export interface Progress {
  readonly emit: Emit;
  /** Takes what would change off the terminal: for a build that went down before it could say that it is over. */
  readonly end: () => void;
}
