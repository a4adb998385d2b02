import type { Engine } from '../engine.js';

/** An engine to test. */
export interface EngineSubject {
  /** As tests name it. */
  readonly name: string;
  /** Makes the engine, with a folder of its own. Called again with the same folder, it is the engine of a restarted driver. */
  readonly make: (dir: string) => Engine;
  /** How long it may take until it tells that something has ended, in milliseconds. */
  readonly lostAfterMs: number;
  /** Whether it does what it is asked: it neither loses attempts nor forgets to cancel them. */
  readonly isReliable: boolean;
}
